internal import MirrorBase
internal import PackageDiff
internal import PackageModel
internal import Store

/// The packages of a lock of the history, for comparing many locks by number.
///
/// Of a lock records are the greater part, so these are passed over. Sizes and wishes, which count for nothing
/// here, are left out.
enum LockedList {
    /// The packages of a lock of that distro and architecture, as `mirror diff` sees them.
    static func read(_ text: [UInt8], distro: String, architecture: String) throws(LockError)
        -> PackageList
    {
        let (packages, scheme) =
            if let quick = quick(text) { quick } else { try thorough(text) }
        return PackageList(
            title: "\(distro)/\(architecture)", scheme: scheme, distro: distro,
            architecture: PackageList.native(
                architecture, among: packages.lazy.map(\.architecture)),
            packages: packages)
    }

    private static func thorough(_ text: [UInt8]) throws(LockError) -> (
        [PackageList.Package], VersionScheme
    ) {
        let lock = try Lock(reading: text, withRecords: false)
        let packages = lock.packages.map {
            PackageList.Package(
                name: $0.name, version: $0.version, architecture: $0.architecture,
                repository: $0.repository, size: 0, digest: $0.sha256)
        }
        return (packages, lock.scheme)
    }

    /// The same of a lock that has one package on each line, as they are written; else `nil`.
    static func quick(_ text: [UInt8]) -> ([PackageList.Package], VersionScheme)? {
        let span = text.span
        var position = 0
        func line() -> Range<Int>? {
            if position >= span.count { return nil }
            let end = ByteSearch.first(UInt8(ascii: "\n"), in: span, from: position)
            defer { position = end + 1 }
            return position..<end
        }
        let head = Array("\"packages\":[".utf8)
        let tail = Array("],".utf8)
        while true {
            guard let range = line() else { return nil }
            if text[range].elementsEqual(head) { break }
        }
        var packages: [PackageList.Package] = []
        var scheme = VersionScheme.debian
        while true {
            guard var range = line() else { return nil }
            if text[range].elementsEqual(tail) { break }
            if text[range].last == UInt8(ascii: ",") {
                range = range.lowerBound..<(range.upperBound - 1)
            }
            guard let value = try? JSONNode(parsing: Array(text[range])),
                let package = package(value)
            else { return nil }
            if packages.isEmpty {
                scheme = VersionScheme(component: value["component"]?.string ?? "")
            }
            packages.append(package)
        }
        return (packages, scheme)
    }

    private static func package(_ value: JSONNode) -> PackageList.Package? {
        guard let name = value["name"]?.string, let version = value["version"]?.string,
            let architecture = value["arch"]?.string,
            let repository = value["repository"]?.string,
            let digest = value["sha256"]?.string.flatMap({ Digest(.sha256, hex: $0) })
        else { return nil }
        return PackageList.Package(
            name: name, version: version, architecture: architecture, repository: repository,
            size: 0, digest: digest)
    }
}
