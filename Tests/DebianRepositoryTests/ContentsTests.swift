import DebianRepository
import Testing

@Suite struct ContentsTests {
    static let text = """
        This file maps each file available in the system to the package
        from which it originates.

        FILE                                                    LOCATION
        bin/mount                                               admin/mount
        lib64/ld-linux-x86-64.so.2\t\tlibs/libc6
        usr/bin/crun                                            non-free/net/crun
        usr/bin/crunch                                          misc/crunch,net/crun
        usr/bin/make                                            devel/make,devel/make-guile
        usr/bin/make tool                                       misc/other
        usr/lib/locale/C.utf8/LC_TIME                           libs/libc-bin
        usr/sbin/runc                                           admin/runc
        usr/share/doc/crun                                      net/crun
        """

    func owners(_ paths: [String], _ text: String, chunk: Int = 1 << 20) -> [String: [String]] {
        var scanner = ContentsScanner(paths: paths)
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + chunk)
            scanner.consume(bytes.span.extracting(start..<end))
            start = end
        }
        scanner.finish()
        return scanner.owners
    }

    @Test func `finds the packages that own a file`() {
        #expect(
            owners(["/usr/bin/make", "/usr/bin/crun", "/usr/share/doc/crun"], Self.text) == [
                "/usr/bin/make": ["make", "make-guile"], "/usr/bin/crun": ["crun"],
                "/usr/share/doc/crun": ["crun"],
            ])
    }

    @Test func `needs the whole path`() {
        #expect(owners(["/usr/bin/cru", "/usr/bin", "/usr/bin/make/x", "/"], Self.text).isEmpty)
    }

    @Test func `takes both places of a merged directory for the same`() {
        #expect(
            owners(
                ["/usr/bin/mount", "/usr/lib64/ld-linux-x86-64.so.2", "/sbin/runc", "/bin/mount"],
                Self.text) == [
                    "/usr/bin/mount": ["mount"], "/bin/mount": ["mount"],
                    "/usr/lib64/ld-linux-x86-64.so.2": ["libc6"], "/sbin/runc": ["runc"],
                ])
        #expect(owners(["/share/doc/crun", "/usr/opt/x"], Self.text + "\nopt/x  a/b\n").isEmpty)
    }

    @Test func `knows paths with blanks`() {
        #expect(
            owners(["/usr/bin/make tool", "/usr/bin/make"], Self.text) == [
                "/usr/bin/make tool": ["other"], "/usr/bin/make": ["make", "make-guile"],
            ])
    }

    @Test func `reads the last line without an end and lines that end with a carriage return`() {
        #expect(
            owners(["/a/b"], "a/b x/one\r\na/b two \na/b x/y/three") == [
                "/a/b": ["one", "two", "three"]
            ])
        #expect(owners(["/a/b"], "a/b").isEmpty)
        #expect(owners(["/a/b"], "a/b   \na/b ,\na/b /").isEmpty)
    }

    @Test func `names an owner once`() {
        #expect(
            owners(["/usr/bin/x", "/usr/bin/x"], "bin/x a/p\nusr/bin/x a/p,b/p,c/q\n")
                == ["/usr/bin/x": ["p", "q"]])
    }

    @Test func `finds the same however the text is cut`() {
        let paths = [
            "/usr/bin/make", "/bin/make tool", "/lib64/ld-linux-x86-64.so.2", "/sbin/runc",
        ]
        let whole = owners(paths, Self.text)
        #expect(whole.count == 4)
        for chunk in 1...90 { #expect(owners(paths, Self.text, chunk: chunk) == whole) }
    }

    @Test func `agrees with a plain reading under damage`() {
        let paths = [
            "/usr/bin/make", "/usr/bin/crun", "/usr/bin/mount", "/usr/lib/locale/C.utf8/LC_TIME",
        ]
        var mutator = ByteMutator(seed: 4)
        for _ in 0..<400 {
            let damaged = mutator.damaged(Array(Self.text.utf8))
            var scanner = ContentsScanner(paths: paths)
            let cut = mutator.next(below: damaged.count + 1)
            scanner.consume(damaged.span.extracting(0..<cut))
            scanner.consume(damaged.span.extracting(cut..<damaged.count))
            scanner.finish()
            #expect(scanner.owners == plainOwners(paths, damaged))
        }
    }

    /// The same answer, line by line and slowly.
    func plainOwners(_ paths: [String], _ bytes: [UInt8]) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for line in bytes.split(separator: 10) {
            let words = line.split { $0 == 32 || $0 == 9 }
            var kept = line[...]
            while let last = kept.last, [32, 9, 13].contains(last) { kept.removeLast() }
            guard let gap = kept.lastIndex(where: { $0 == 32 || $0 == 9 }), !words.isEmpty else {
                continue
            }
            var path = kept[..<gap]
            while let last = path.last, last == 32 || last == 9 { path.removeLast() }
            let name = String(decoding: path, as: UTF8.self)
            for wanted in paths {
                let listings = [String(wanted.dropFirst()), String(wanted.dropFirst(5))]
                guard listings.contains(name) else { continue }
                for entry in kept[(gap + 1)...].split(separator: 44) {
                    guard let last = entry.split(separator: 47).last else { continue }
                    let package = String(decoding: last, as: UTF8.self)
                    if !found[wanted, default: []].contains(package) {
                        found[wanted, default: []].append(package)
                    }
                }
            }
        }
        return found
    }
}
