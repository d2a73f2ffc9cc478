internal import DebianRepository
internal import SystemIO

/// The addresses that this machine's own apt uses, for building its own family.
struct HostMirrors: Sendable {
    private let family: String?
    private let codename: String?
    private let sources: HostSources

    /// Reads the host's apt configuration; a host without apt has none.
    init(root: FilePath = "/") {
        let release = (try? Files.read(root / "etc/os-release")) ?? []
        let system = HostSystem(osRelease: String(decoding: release, as: UTF8.self))
        family = system.family?.rawValue
        codename = system.codename
        var sources = HostSources()
        let apt = root / "etc/apt"
        if let bytes = try? Files.read(apt / "sources.list") { sources.add(list: bytes) }
        let parts = apt / "sources.list.d"
        for name in (try? Files.list(parts)) ?? [] {
            guard let bytes = try? Files.read(parts / name) else { continue }
            if name.hasSuffix(".list") { sources.add(list: bytes) }
            if name.hasSuffix(".sources") { sources.add(sources: bytes) }
        }
        self.sources = sources
    }

    /// Where this machine gets the archive that lies at `urls`, if the distro is of its family.
    ///
    /// An archive is known by the last part of its address (`debian`, `debian-security`, `ubuntu`); other
    /// vendors' repositories may end so, too, but have no component `main` for the host's own codename.
    func addresses(distro: String, urls: [String]) -> [String] {
        guard let family, let codename, distro.hasPrefix(family) else { return [] }
        let archives = Set(urls.map(HostMirrors.archive))
        var found: [String] = []
        for entry in sources.entries where entry.enabled && entry.kind == .binary {
            guard entry.components.contains("main"),
                entry.suites.contains(where: { $0 == codename || $0.hasPrefix(codename + "-") }),
                archives.contains(HostMirrors.archive(entry.uri)), !found.contains(entry.uri)
            else { continue }
            found.append(entry.uri)
        }
        return found
    }

    private static func archive(_ url: String) -> String {
        url.split(separator: "/").last.map(String.init) ?? url
    }
}
