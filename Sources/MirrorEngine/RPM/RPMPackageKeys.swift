internal import MirrorBase
internal import OpenPGP
internal import SystemIO

/// The keys by which the packages of a tree are signed, published beside the mirror's own: nodes verify
/// packages themselves, and may have no other place to take these keys from.
struct RPMPackageKeys {
    /// What the name of each file begins with; the key's id in the distro file follows.
    static let prefix = "RPM-GPG-KEY-"

    /// The keys by their ids in the distro file.
    let keys: [String: TrustedKey]

    private var names: [String] { keys.keys.sorted().map { RPMPackageKeys.prefix + $0 } }

    /// Whether a file of each key is in the tree.
    func areThere(in tree: FilePath) -> Bool { names.allSatisfy { Files.exists(tree / $0) } }

    /// The files: exactly the keys that are trusted.
    func files(_ verifier: Verifier) throws(MirrorError) -> [(name: String, bytes: [UInt8])] {
        var files: [(name: String, bytes: [UInt8])] = []
        for (id, key) in keys.sorted(by: { $0.key < $1.key }) {
            do throws(OpenPGPError) {
                files.append((RPMPackageKeys.prefix + id, try verifier.export(key)))
            } catch {
                if case .system(let cause) = error {
                    throw MirrorError(cause, doing: "publish the key `\(id)`")
                }
                throw MirrorError(.integrity, "the key `\(id)` cannot be published: \(error)")
            }
        }
        return files
    }

    /// Writes the files into a tree where they are not there yet, and removes those of other keys.
    static func publish(_ files: [(name: String, bytes: [UInt8])], in tree: FilePath)
        throws(SystemError)
    {
        for (name, bytes) in files where try Files.readIfPresent(tree / name) != bytes {
            try Files.replace(tree / name, with: bytes, durable: true)
        }
        for name in try Files.list(tree)
        where name.hasPrefix(prefix) && !files.contains(where: { $0.name == name }) {
            if try Files.status(tree / name)?.kind == .file { try Files.remove(tree / name) }
        }
    }
}
