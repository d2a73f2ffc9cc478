/// Looks through directories and follows links, each directory once, however many names lead to it.
public struct LinkedWalk: Sendable {
    private struct Identity: Hashable { var device: UInt64, inode: UInt64 }
    private var visited: Set<Identity> = []
    /// The links that lead nowhere, by their whole path.
    public private(set) var dangling: [FilePath] = []

    /// Begins with no directory visited.
    public init() {}

    /// The files below a directory as paths relative to it, sorted; none where it is not there or was
    /// visited before.
    public mutating func files(below root: FilePath) throws(SystemError) -> [String] {
        var found: [String] = []
        var pending = [""]
        while let directory = pending.popLast() {
            let path = directory.isEmpty ? root : root / directory
            guard let status = try Files.status(path, followLinks: true),
                status.kind == .directory,
                visited.insert(Identity(device: status.device, inode: status.inode)).inserted
            else { continue }
            for name in try Files.list(path) {
                let relative = directory.isEmpty ? name : directory + "/" + name
                switch try Files.status(root / relative, followLinks: true)?.kind {
                case .directory: pending.append(relative)
                case .some: found.append(relative)
                case .none:
                    if try Files.status(root / relative) != nil { dangling.append(root / relative) }
                }
            }
        }
        return found.sorted()
    }

    /// Whether a name below a directory is reached through a link, or is one itself.
    public static func crossesLink(_ relative: String, below root: FilePath) throws(SystemError)
        -> Bool
    {
        var path = root
        for part in relative.split(separator: "/") {
            path = path / String(part)
            if try Files.status(path)?.kind == .link { return true }
        }
        return false
    }
}
