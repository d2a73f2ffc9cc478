internal import Manifest
internal import MirrorBase
internal import Synchronization
internal import SystemIO

/// The site files: `~/.config/mirror/config.yaml`, then `/etc/mirror/config.yaml`.
struct Site: Sendable {
    /// Addresses of repositories; the user's before the machine's.
    var sources: [SiteConfiguration.Source] = []
    /// Values of options; the user's instead of the machine's.
    var options: [String: [String]] = [:]

    private static let stored = Mutex(Site())

    /// What was read at the start of the process.
    static var current: Site { stored.withLock { $0 } }

    /// Reads both files, and keeps them as `current`.
    ///
    /// - Parameter knownOptions: The options that a file may set; asked for where there is one.
    static func load(knownOptions: @autoclosure () -> [String]) throws(MirrorError) -> Site {
        let home =
            Environment["XDG_CONFIG_HOME"].map { FilePath($0) } ?? Environment.home / ".config"
        let paths: [FilePath] =
            Environment["MIRROR_CONFIG"].map { [FilePath($0)] }
            ?? [home / "mirror/config.yaml", "/etc/mirror/config.yaml"]
        var site = Site()
        for path in paths {
            let bytes: [UInt8]?
            do { bytes = try Files.readIfPresent(path) } catch {
                throw MirrorError(.usage, "cannot read the site file `\(path)`: \(error.reason)")
            }
            guard let bytes else { continue }
            do throws(ManifestErrors) {
                let file = try SiteConfiguration(
                    file: path.string, bytes: bytes, knownOptions: knownOptions())
                for source in file.sources
                where !site.sources.contains(where: { $0.repository == source.repository }) {
                    site.sources.append(source)
                }
                site.options.merge(file.options) { first, _ in first }
            } catch { throw error.mirrorError }
        }
        stored.withLock { $0 = site }
        return site
    }
}
