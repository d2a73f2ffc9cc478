internal import DebianRepository
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store

/// A universe with the packages of a machine in it.
///
/// With rpm each is a package of its own behind those of the repositories; with deb it is the same package
/// where a repository has that name, version and architecture. What one of them asks for and does not find is
/// no demand.
struct InstalledUniverse {
    let universe: Universe
    /// Which of its packages are on the machine.
    let base: AssumedBase

    /// Adds the packages of a machine to a universe, whose packages keep their numbers.
    init(_ universe: Universe, _ packages: [Lock.Installed]) throws(MirrorError) {
        var builder = UniverseBuilder(extending: universe)
        let number = UInt16(builder.origins.count)
        let origin = builder.addOrigin(.installed(universe.scheme))
        let known = packages.filter { !$0.record.isEmpty }
        if !known.isEmpty {
            let text = InstalledUniverse.index(known, universe.scheme)
            do {
                try InstalledUniverse.read(text, universe.scheme, origin, number, into: &builder)
            } catch {
                throw MirrorError(.usage, "the records of a baseline cannot be read: \(error)")
            }
            // Where the texts are elsewhere, nobody asks for one of an installed package.
            if builder.nextText == number { builder.addText(text) }
        }
        for package in packages where package.record.isEmpty {
            InstalledUniverse.add(package, origin, number, beside: universe, into: &builder)
        }
        let all = builder.finish()
        let found = InstalledUniverse.find(packages, in: all, behind: universe.count)
        let whole = InstalledUniverse.adding(zip(packages, found).map { ($0.files, $1) }, to: all)
        let installed = PackageSet(found.compactMap { $0 }, count: whole.count)
        let broken = AssumedBase(whole, installed).brokenRelations()
        self.universe =
            broken.isEmpty ? whole : UniverseBuilder(extending: whole, dropping: broken).finish()
        base = AssumedBase(self.universe, installed)
    }

    /// The same universe with further files of packages.
    private static func adding(_ files: [([String], PackageID?)], to universe: Universe) -> Universe
    {
        if files.allSatisfy({ $0.0.isEmpty }) { return universe }
        var builder = UniverseBuilder(extending: universe)
        for (paths, package) in files {
            guard let package else { continue }
            for path in paths { builder.addFile(builder.names.intern(path), of: package) }
        }
        return builder.finish()
    }

    // MARK: - Records

    private static func index(_ packages: [Lock.Installed], _ scheme: VersionScheme) -> [UInt8] {
        switch scheme {
        case .debian: return Array(packages.map(\.record).joined(separator: "\n").utf8)
        case .rpm:
            let start = """
                <metadata xmlns="\(RepodataDocument.primary.namespace)" \
                xmlns:rpm="http://linux.duke.edu/metadata/rpm">

                """
            let records = packages.map(\.record).joined(separator: "\n")
            return Array((start + records + "\n</metadata>\n").utf8)
        }
    }

    private static func read(
        _ text: [UInt8], _ scheme: VersionScheme, _ origin: UInt16, _ number: UInt16,
        into builder: inout UniverseBuilder
    ) throws {
        switch scheme {
        case .debian:
            var reader = PackagesReader(origin: origin, text: number, for: builder)
            try reader.read(text.span, isComplete: true, into: &builder)
        case .rpm:
            var reader = PrimaryReader(origin: origin, text: number, for: builder)
            try reader.read(text.span, isComplete: true, into: &builder)
            reader.finish().addNamedFiles(text.span, into: &builder)
        }
    }

    /// Adds a package of which only name, version and architecture are known.
    ///
    /// With rpm it provides its name. What a repository's build provides counts for one that is newer than
    /// that build: within one release of a distribution updates keep what others rely on. An older one is
    /// trusted with nothing.
    private static func add(
        _ package: Lock.Installed, _ origin: UInt16, _ number: UInt16, beside universe: Universe,
        into builder: inout UniverseBuilder
    ) {
        guard let architecture = builder.architectures.firstIndex(of: package.architecture) else {
            return
        }
        let name = builder.names.intern(package.name)
        let version = VersionID(builder.versions.intern(package.version).raw)
        builder.beginPackage()
        if builder.scheme == .rpm {
            for _ in 0..<RelationKind.provides.rawValue { builder.endKind() }
            builder.append(Relation(name: name, comparison: .equal, version: version))
            if let build = universe.newestBuild(package), universe.isOlder(build, than: package) {
                for position in universe.relations(.provides, of: build) {
                    var relation = universe.relation(position)
                    if relation.name == name { continue }
                    if relation.version == universe.version(build) { relation.version = version }
                    builder.append(relation)
                }
            } else if let colour = colours[package.architecture] {
                let own = builder.names.intern("\(package.name)(\(colour))")
                builder.append(Relation(name: own, comparison: .equal, version: version))
            }
        }
        builder.endPackage(
            name: name, version: version, architecture: UInt8(architecture),
            traits: PackageTraits(), origin: origin, text: number, stanza: ByteRange(0..<0))
    }

    /// What rpmbuild provides beside the name, by architecture: `name(x86-64)`.
    private static let colours = [
        "x86_64": "x86-64", "i686": "x86-32", "i586": "x86-32", "i386": "x86-32",
        "aarch64": "aarch-64", "armv7hl": "armv7hl-32", "ppc64le": "ppc-64", "s390x": "s390-64",
        "riscv64": "riscv-64", "loongarch64": "loongarch-64",
    ]

    // MARK: - Numbers

    /// The numbers of packages in the universe that they were added to; `nil` where one was passed over.
    private static func find(
        _ packages: [Lock.Installed], in universe: Universe, behind count: Int
    ) -> [PackageID?] {
        packages.map { package in
            guard let name = universe.names.find(package.name) else { return nil }
            for provider in universe.providers(of: name) where provider.isOwnName {
                let id = provider.package
                if universe.scheme == .rpm, id.index < count { continue }
                if universe.versionText(id) == package.version,
                    universe.architectureText(id) == package.architecture
                {
                    return id
                }
            }
            return nil
        }
    }
}

extension Universe {
    /// The newest build of an installed package's name and architecture.
    fileprivate func newestBuild(_ package: Lock.Installed) -> PackageID? {
        guard let name = names.find(package.name) else { return nil }
        return providers(of: name).filter {
            $0.isOwnName && architectureText($0.package) == package.architecture
        }.map(\.package).max { compare(version($0), version($1)) < 0 }
    }

    fileprivate func isOlder(_ build: PackageID, than package: Lock.Installed) -> Bool {
        scheme.compare(Array(versionText(build).utf8).span, Array(package.version.utf8).span) < 0
    }
}
