internal import MirrorBase

/// Reads the file form of a lock, strictly: a file that was written by hand or merged wrongly is refused
/// with the place, since everything in it decides what gets installed.
struct LockReader {
    private let bytes: [UInt8]
    /// Whether records are kept; they are checked in any case.
    private let hasRecords: Bool

    init(bytes: [UInt8], hasRecords: Bool = true) {
        self.bytes = bytes
        self.hasRecords = hasRecords
    }

    func lock() throws(LockError) -> Lock {
        let root: JSONValue
        do {
            root = try JSONValue(parsing: bytes, passingOver: hasRecords ? nil : "records")
        } catch {
            throw LockError(
                .notJSON(error.reason), at: error.position, line: line(error.position.line))
        }
        // The schema comes first: of another form the other keys mean nothing.
        let schema = try integer(root, "schema")
        if schema != Lock.schema {
            throw failure(.unknownSchema(schema), root["schema"] ?? root)
        }
        try keys(
            of: root,
            [
                "schema", "distro", "arch", "inputs", "sets", "packages", "records", "documents",
                "assumed",
            ])
        let sets = try array(root, "sets").map { value throws(LockError) in try set(value) }
        let inputs = try self.inputs(try member(root, "inputs"))
        var packages = try self.packages(
            try array(root, "packages"), inputs: inputs, sets: sets.count)
        let records = try strings(root, "records")
        if records.count != packages.count {
            let reason = LockError.Reason.recordCount(
                records: records.count, packages: packages.count)
            throw failure(reason, root["records"] ?? root)
        }
        for index in packages.indices { packages[index].record = records[index] }
        return Lock(
            distro: try word(root, "distro"), architecture: try word(root, "arch"), inputs: inputs,
            sets: sets, packages: packages, documents: try documents(root),
            assumed: try assumed(root))
    }

    /// The documents; absent where the family has none.
    private func documents(_ root: JSONValue) throws(LockError) -> [Lock.Document] {
        if root["documents"] == nil { return [] }
        var documents: [Lock.Document] = []
        for value in try array(root, "documents") {
            try keys(of: value, ["kind", "text"])
            let document = Lock.Document(
                kind: try word(value, "kind"), text: try string(value, "text"))
            guard Lock.Document.kinds.contains(document.kind) else {
                throw failure(.unknownDocument(document.kind), value["kind"] ?? value)
            }
            if documents.contains(where: { $0.kind == document.kind }) {
                throw failure(.duplicateDocument(document.kind), value)
            }
            documents.append(document)
        }
        return documents
    }

    private func inputs(_ value: JSONValue) throws(LockError) -> Lock.Inputs {
        try keys(of: value, ["manifest", "distro", "options", "repositories", "baselines"])
        var repositories: [Lock.Repository] = []
        var seen: Set<[String]> = []
        for element in try array(value, "repositories") {
            let repository = try self.repository(element)
            if !seen.insert([repository.id, repository.suite]).inserted {
                throw failure(
                    .duplicateRepository(id: repository.id, suite: repository.suite), element)
            }
            repositories.append(repository)
        }
        return Lock.Inputs(
            manifest: try digest(value, "manifest"), distro: try digest(value, "distro"),
            options: try strings(value, "options"), repositories: repositories,
            baselines: try baselines(value))
    }

    private func repository(_ value: JSONValue) throws(LockError) -> Lock.Repository {
        try keys(of: value, ["id", "suite", "digest", "date", "signer", "url", "weak"])
        return Lock.Repository(
            id: try word(value, "id"), suite: try string(value, "suite"),
            digest: try digest(value, "digest"), date: try date(value, "date"),
            signer: value["signer"] == nil ? nil : try word(value, "signer"),
            url: try string(value, "url"),
            weakDigest: value["weak"] == nil ? nil : try word(value, "weak"))
    }

    private func set(_ value: JSONValue) throws(LockError) -> Lock.WishSet {
        try keys(of: value, ["name", "wishes", "conflict"])
        return Lock.WishSet(
            name: try string(value, "name"), wishes: try strings(value, "wishes"),
            conflict: value["conflict"] == nil ? nil : try string(value, "conflict"))
    }

    private func packages(_ values: [JSONValue], inputs: Lock.Inputs, sets: Int)
        throws(LockError) -> [Lock.Package]
    {
        let repositories = Set(inputs.repositories.map(\.id))
        var packages: [Lock.Package] = []
        packages.reserveCapacity(values.count)
        var paths: Set<String> = []
        var versions: [String: [Int]] = [:]
        for value in values {
            let package = try self.package(value, sets: sets)
            if !repositories.contains(package.repository) {
                throw failure(
                    .unknownRepository(package.repository), value["repository"] ?? value)
            }
            if !paths.insert(package.path).inserted {
                throw failure(.duplicatePath(package.path), value["path"] ?? value)
            }
            for index in versions[package.name] ?? [] {
                let other = packages[index]
                if other.version == package.version, other.architecture == package.architecture {
                    throw failure(
                        .duplicatePackage(
                            name: package.name, version: package.version,
                            architecture: package.architecture), value)
                }
            }
            versions[package.name, default: []].append(packages.count)
            packages.append(package)
        }
        return packages
    }

    private func package(_ value: JSONValue, sets: Int) throws(LockError) -> Lock.Package {
        var known = [
            "name", "version", "arch", "repository", "component", "path", "upstream", "size",
            "sha256", "filelists", "other", "for", "broad",
        ]
        if sets > 1 { known.append("sets") }
        try keys(of: value, known)
        let size = try integer(value, "size")
        if size < 0 { throw failure(.badNumber(key: "size", value: size), value["size"] ?? value) }
        let path = try string(value, "path")
        guard TreePath.isSafe(path) else {
            throw failure(.unsafePath(key: "path", value: path), value["path"] ?? value)
        }
        let upstream = try string(value, "upstream")
        guard TreePath.isSafeUpstream(upstream) else {
            throw failure(.unsafePath(key: "upstream", value: upstream), value["upstream"] ?? value)
        }
        return Lock.Package(
            name: try word(value, "name"), version: try word(value, "version"),
            architecture: try word(value, "arch"), repository: try word(value, "repository"),
            component: value["component"] == nil ? "" : try word(value, "component"), path: path,
            upstream: upstream, size: size, sha256: try digest(value, "sha256"),
            filelists: value["filelists"] == nil ? nil : try digest(value, "filelists"),
            other: value["other"] == nil ? nil : try digest(value, "other"),
            reasons: try strings(value, "for"),
            sets: sets > 1 ? try setNumbers(value, count: sets) : Array(0..<sets),
            isBroad: value["broad"] == nil ? false : try truth(value, "broad"))
    }

    private func setNumbers(_ value: JSONValue, count: Int) throws(LockError) -> [Int] {
        var numbers: [Int] = []
        for element in try array(value, "sets") {
            guard case .integer(let number) = element.content else {
                throw wrongType("sets", "array of numbers", element)
            }
            guard (0..<count).contains(number), numbers.last.map({ $0 < number }) ?? true else {
                throw failure(.badNumber(key: "sets", value: number), element)
            }
            numbers.append(number)
        }
        if numbers.isEmpty { throw failure(.missingKey("sets"), value) }
        return numbers
    }
}

extension LockReader {
    /// Refuses keys that the form does not have; that the required ones are there shows when they are read.
    func keys(of value: JSONValue, _ known: [String]) throws(LockError) {
        guard case .object(let members) = value.content else { return }
        for member in members where !known.contains(member.key) {
            throw failure(.unknownKey(member.key), at: member.offset)
        }
    }

    func member(_ value: JSONValue, _ key: String) throws(LockError) -> JSONValue {
        guard case .object = value.content else { throw wrongType(key, "object", value) }
        guard let found = value[key] else { throw failure(.missingKey(key), value) }
        return found
    }

    func string(_ value: JSONValue, _ key: String) throws(LockError) -> String {
        let found = try member(value, key)
        guard case .string(let text) = found.content else { throw wrongType(key, "string", found) }
        return text
    }

    /// A text that is a name: not empty, no blanks, slashes or control characters.
    func word(_ value: JSONValue, _ key: String) throws(LockError) -> String {
        let text = try string(value, key)
        let isFit = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "/") }
        if text.isEmpty || !isFit {
            throw failure(.badText(key: key, value: text), value[key] ?? value)
        }
        return text
    }

    func integer(_ value: JSONValue, _ key: String) throws(LockError) -> Int {
        let found = try member(value, key)
        guard case .integer(let number) = found.content else {
            throw wrongType(key, "whole number", found)
        }
        return number
    }

    private func truth(_ value: JSONValue, _ key: String) throws(LockError) -> Bool {
        let found = try member(value, key)
        guard case .truth(let truth) = found.content else {
            throw wrongType(key, "truth value", found)
        }
        return truth
    }

    func array(_ value: JSONValue, _ key: String) throws(LockError) -> [JSONValue] {
        let found = try member(value, key)
        guard case .array(let elements) = found.content else {
            throw wrongType(key, "array", found)
        }
        return elements
    }

    func strings(_ value: JSONValue, _ key: String) throws(LockError) -> [String] {
        var texts: [String] = []
        for element in try array(value, key) {
            guard case .string(let text) = element.content else {
                throw wrongType(key, "array of strings", element)
            }
            texts.append(text)
        }
        return texts
    }

    func digest(_ value: JSONValue, _ key: String) throws(LockError) -> Digest {
        let text = try string(value, key)
        guard LockReader.isLowerCase(text.utf8.span), let digest = Digest(.sha256, hex: text) else {
            throw failure(.badDigest(key: key, value: text), value[key] ?? value)
        }
        return digest
    }

    /// Whether a text has none of the digits `A` to `F`; a digest has one spelling.
    private static func isLowerCase(_ text: Span<UInt8>) -> Bool {
        for index in text.indices
        where text[index] >= UInt8(ascii: "A") && text[index] <= UInt8(ascii: "F") {
            return false
        }
        return true
    }

    func date(_ value: JSONValue, _ key: String) throws(LockError) -> Timestamp {
        let text = try string(value, key)
        guard let date = Timestamp(iso8601: text), date.iso8601 == text else {
            throw failure(.badDate(key: key, value: text), value[key] ?? value)
        }
        return date
    }

    func wrongType(_ key: String, _ expected: String, _ found: JSONValue) -> LockError {
        failure(.wrongType(key: key, expected: expected, found: found.kind), found)
    }

    func failure(_ reason: LockError.Reason, _ value: JSONValue) -> LockError {
        failure(reason, at: value.offset)
    }

    func failure(_ reason: LockError.Reason, at offset: Int) -> LockError {
        let position = SourcePosition(ofOffset: offset, in: bytes)
        return LockError(reason, at: position, line: line(position.line))
    }

    private func line(_ number: Int) -> String {
        let lines = bytes.split(
            separator: UInt8(ascii: "\n"), maxSplits: number, omittingEmptySubsequences: false)
        return lines.indices.contains(number - 1)
            ? String(decoding: lines[number - 1], as: UTF8.self) : ""
    }
}
