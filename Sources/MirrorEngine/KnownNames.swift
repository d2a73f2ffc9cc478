internal import MirrorBase
internal import PackageModel
package import SystemIO

/// The package names of every distro that was read before, to say where a name does exist.
package struct KnownNames: Sendable {
    /// One file a distro and architecture: a name a line.
    let directory: FilePath

    package init(directory: FilePath) { self.directory = directory }

    /// Keeps the names of a universe; written only where they have changed.
    func record(_ universe: Universe, of place: String) throws(MirrorError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(universe.count * 20)
        var last: NameID?
        for package in universe.packages where universe.name(package) != last {
            last = universe.name(package)
            bytes += Array(universe.nameText(package).utf8)
            bytes.append(0x0A)
        }
        let path = directory / file(of: place)
        try onDisk("keep the names of \(place)") { () throws(SystemError) in
            if let status = try Files.status(path), status.size == bytes.count { return }
            try Files.makeDirectory(directory)
            try Files.replace(path, with: bytes)
        }
    }

    /// Whether a distro and architecture, of which the names were read before, has one.
    package func has(_ name: String, in place: String) -> Bool {
        guard let bytes = try? Files.read(directory / file(of: place)) else { return false }
        return contains([0x0A] + bytes, Array("\n\(name)\n".utf8))
    }

    /// Finds the other distros that have a name; files are read when the first name is asked for.
    package func finder(except place: String) -> (String) -> [String] {
        let own = file(of: place)
        return { name in
            let line = Array("\n\(name)\n".utf8)
            var found: [String] = []
            for file in (try? Files.list(directory)) ?? [] where file != own {
                guard let bytes = try? Files.read(directory / file) else { continue }
                if contains([0x0A] + bytes, line) {
                    found.append(
                        // An architecture may have the sign itself: `x86_64`.
                        file.split(separator: "_", maxSplits: 1).joined(separator: " "))
                }
            }
            return found
        }
    }

    private func file(of place: String) -> String {
        place.split(separator: " ").joined(separator: "_")
    }

    private func contains(_ bytes: [UInt8], _ pattern: [UInt8]) -> Bool {
        var start = 0
        while let next = bytes[start...].firstIndex(of: 0x0A) {
            if bytes.count - next < pattern.count { return false }
            if bytes[next..<(next + pattern.count)].elementsEqual(pattern) { return true }
            start = next + 1
        }
        return false
    }
}
