internal import Glibc

/// Names that stand for other names.
public enum SymbolicLink {
    /// Makes a link that stands for `target`, which need not exist; a present name is an error.
    ///
    /// A relative target is first made absolute against the working directory, where the caller means it,
    /// since the system would take it against the directory of the link.
    public static func make(_ link: FilePath, to target: FilePath) throws(SystemError) {
        let absolute = try Files.absolute(target)
        if unsafe symlink(absolute.string, link.string) != 0 { throw .last("link", link) }
    }

    /// What a link stands for, as it is written in the link.
    public static func target(of link: FilePath) throws(SystemError) -> FilePath {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            let length = unsafe readlink(link.string, base, buffer.count)
            if length < 0 { failure = errno } else { count = length }
        }
        if failure != 0 {
            throw SystemError(operation: "readlink", path: link.string, code: failure)
        }
        return FilePath(String(decoding: bytes, as: UTF8.self))
    }
}

extension Files {
    /// The path from the root of the file system; a relative one is meant from the working directory.
    public static func absolute(_ path: FilePath) throws(SystemError) -> FilePath {
        if path.isAbsolute { return path }
        guard let buffer = unsafe getcwd(nil, 0) else { throw .last("getcwd", path) }
        defer { unsafe free(buffer) }
        return unsafe FilePath(String(cString: buffer)) / path.string
    }
}
