internal import MirrorBase
internal import RPMPackage
internal import SystemIO

/// An rpm file that is read once, from its beginning to its end: the headers first, then the rest in parts.
struct PackageStream: ~Copyable {
    /// The headers.
    let package: PackageFile
    private let file: FileHandle
    private let name: String
    /// What was read beyond the headers.
    private var pending: [UInt8]

    /// Small enough to stay in a processor's cache while it is hashed.
    private static let chunk = 1 << 16
    /// Enough for the headers of nine packages in ten.
    private static let firstRead = 1 << 16

    /// Opens a file and reads its headers; `name` is what messages call it.
    init(_ path: FilePath, name: String) throws(MirrorError) {
        let what = "read `\(name)`"
        let file = try onDisk(what) { () throws(SystemError) in try FileHandle(reading: path) }
        let size = try onDisk(what) { () throws(SystemError) in try file.size() }
        let head = try PackageStream.readHead(of: file, size: size, name: name)
        let package = try inPackage(name) { () throws(PackageFileError) in
            try PackageFile(head: head, fileSize: size)
        }
        self.file = file
        self.package = package
        self.name = name
        pending = Array(head[package.payloadOffset...])
    }

    /// The headers, and possibly more; less where the file ends before they do.
    private static func readHead(of file: borrowing FileHandle, size: Int, name: String)
        throws(MirrorError) -> [UInt8]
    {
        var head: [UInt8] = []
        var needed = PackageStream.firstRead
        while true {
            // What a header claims counts for nothing beyond what the file has.
            let missing = min(needed, size) - head.count
            if missing <= 0 { return head }
            do throws(SystemError) {
                let more = try file.read(upTo: missing)
                if more.isEmpty { return head }
                head += more
            } catch { throw MirrorError(error, doing: "read `\(name)`") }
            do throws(PackageFileError) {
                needed = try PackageFile.headSize(of: head.span)
            } catch { throw MirrorError(.integrity, "`\(name)` \(error)") }
        }
    }

    /// The next part of the payload; empty at its end.
    mutating func nextPart() throws(MirrorError) -> [UInt8] {
        if !pending.isEmpty { return exchange(&pending, with: []) }
        return try onDisk("read `\(name)`") { () throws(SystemError) in
            try file.read(upTo: PackageStream.chunk)
        }
    }
}

/// Reads something of a package, with its name if that fails.
func inPackage<Result>(_ name: String, _ body: () throws(PackageFileError) -> Result)
    throws(MirrorError) -> Result
{
    do { return try body() } catch { throw MirrorError(.integrity, "`\(name)` \(error)") }
}
