internal import MirrorBase
package import Store

/// A lock with what it is called.
package struct FoundLock {
    package let lock: Lock
    /// How reports name it.
    package let title: String
    /// The build of the history that it is from; `nil` where it is from a file.
    package var build: BuildRecord?
    /// The text that was read.
    package let text: [UInt8]
}

extension FoundLock {
    /// Reads the text of a lock.
    ///
    /// - Parameters:
    ///   - title: How reports name it.
    ///   - path: How mistakes in it name the file; the title if not given.
    ///   - withRecords: Whether the packages' records are kept.
    static func read(
        _ bytes: [UInt8], called title: String, path: String? = nil, withRecords: Bool = true
    ) throws(MirrorError) -> FoundLock {
        do throws(LockError) {
            return FoundLock(
                lock: try Lock(reading: bytes, withRecords: withRecords), title: title,
                text: bytes)
        } catch {
            let name = path ?? title
            throw MirrorError(
                .usage, "the lock `\(name)` cannot be used: \(error)",
                excerpt: error.excerpt(file: name),
                hints: isManifest(name)
                    ? [
                        "a manifest is no lock: `mirror diff --manifest OLD NEW DISTRO ARCH` compares manifests"
                    ] : [])
        }
    }

    /// Whether a file, or a revision of it, is YAML by its name, which locks are not.
    private static func isManifest(_ name: String) -> Bool {
        [".yaml", ".yml"].contains { name.hasSuffix($0) || name.contains($0 + "@") }
    }
}
