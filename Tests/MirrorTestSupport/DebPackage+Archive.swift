extension DebPackage {
    /// The package as the bytes of a `.deb` file: an `ar` archive of `debian-binary`, `control.tar`
    /// and `data.tar` (deb(5)).
    ///
    /// All dates are the epoch and all owners root, so equal packages have equal bytes.
    public func archive() -> [UInt8] {
        var data = TarWriter()
        var seen: Set<String> = []
        data.addDirectory("./")
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            let relative = "." + (path.hasPrefix("/") ? path : "/" + path)
            let parts = relative.split(separator: "/")
            for count in stride(from: 2, to: parts.count, by: 1) {
                let directory = parts[..<count].joined(separator: "/") + "/"
                if seen.insert(directory).inserted { data.addDirectory(directory) }
            }
            let executable = relative.contains("bin/") || relative.contains("/lib/ld")
            data.addFile(relative, Array(content.utf8), mode: executable ? 0o755 : 0o644)
        }
        var meta = TarWriter()
        meta.addDirectory("./")
        meta.addFile("./control", Array(control.utf8), mode: 0o644)
        for (name, content) in scripts.sorted(by: { $0.key < $1.key }) {
            meta.addFile("./" + name, Array(content.utf8), mode: 0o755)
        }
        var result = Array("!<arch>\n".utf8)
        DebPackage.addMember("debian-binary", Array("2.0\n".utf8), to: &result)
        switch compression {
        case .none:
            DebPackage.addMember("control.tar", meta.finished(), to: &result)
            DebPackage.addMember("data.tar", data.finished(), to: &result)
        case .gzip:
            DebPackage.addMember("control.tar.gz", Gzip.stored(meta.finished()), to: &result)
            DebPackage.addMember("data.tar.gz", Gzip.stored(data.finished()), to: &result)
        }
        return result
    }

    private static func addMember(_ name: String, _ content: [UInt8], to archive: inout [UInt8]) {
        func field(_ text: String, _ width: Int) -> [UInt8] {
            Array(text.utf8) + Array(repeating: 0x20, count: width - text.utf8.count)
        }
        archive += field(name, 16) + field("0", 12) + field("0", 6) + field("0", 6)
        archive += field("100644", 8) + field(String(content.count), 10) + [0x60, 0x0a]
        archive += content
        if content.count % 2 == 1 { archive.append(0x0a) }
    }
}

/// Writes a tar archive in the ustar form, with GNU's extension for long names.
struct TarWriter {
    private var bytes: [UInt8] = []

    mutating func addDirectory(_ name: String) { add(name, [], mode: 0o755, type: "5") }

    mutating func addFile(_ name: String, _ content: [UInt8], mode: Int) {
        add(name, content, mode: mode, type: "0")
    }

    /// The archive with the two empty blocks that end it.
    func finished() -> [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    private mutating func add(_ name: String, _ content: [UInt8], mode: Int, type: Character) {
        if name.utf8.count > 100, type != "L" {
            add("././@LongLink", Array(name.utf8) + [0], mode: 0o644, type: "L")
        }
        var header: [UInt8] = []
        header.reserveCapacity(512)
        func field(_ text: String, _ width: Int) -> [UInt8] {
            let part = Array(text.utf8.prefix(width))
            return part + [UInt8](repeating: 0, count: width - part.count)
        }
        func number(_ value: Int, _ width: Int) -> [UInt8] {
            let digits = String(value, radix: 8)
            return field(
                String(repeating: "0", count: width - 1 - digits.count) + digits, width)
        }
        header += field(name, 100) + number(mode, 8) + number(0, 8) + number(0, 8)
        header += number(content.count, 12) + number(0, 12) + field("        ", 8)
        header += field(String(type), 1) + field("", 100) + field("ustar", 6) + field("00", 2)
        header += field("root", 32) + field("root", 32)
        header += [UInt8](repeating: 0, count: 512 - header.count)
        let sum = header.reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        let checksum = String(repeating: "0", count: 6 - digits.count) + digits
        header.replaceSubrange(148..<156, with: Array(checksum.utf8) + [0, 0x20])
        bytes += header + content
        bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }
}

/// The gzip form without compression (RFC 1951 stored blocks): quick to make, and any reader takes it.
enum Gzip {
    static func stored(_ content: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
        var start = 0
        repeat {
            let end = min(content.count, start + 0xffff)
            let count = UInt16(end - start)
            result.append(end == content.count ? 1 : 0)
            result += littleEndian(UInt32(count), 2) + littleEndian(UInt32(~count), 2)
            result += content[start..<end]
            start = end
        } while start < content.count
        return result + littleEndian(checksum(content), 4)
            + littleEndian(UInt32(truncatingIfNeeded: content.count), 4)
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1
        }
    }

    /// The CRC-32 of RFC 1952.
    static func checksum(_ content: [UInt8]) -> UInt32 {
        let table = Gzip.table
        var value: UInt32 = 0xffff_ffff
        for byte in content { value = table[Int((value ^ UInt32(byte)) & 0xff)] ^ value >> 8 }
        return ~value
    }

    private static func littleEndian(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }
}
