internal import MirrorBase

/// Reads the file form of a lock, strictly: a file that was written by hand or merged wrongly is refused
/// with the place, since everything in it decides what gets installed.
struct LockReader {
    let bytes: [UInt8]
    /// Whether records are kept; they are checked in any case.
    private let hasRecords: Bool

    /// The keys of a package, where all are in one set.
    private static let keys = [
        "name", "version", "arch", "repository", "component", "path", "upstream", "size", "sha256",
        "filelists", "other", "for", "broad",
    ]
    private static let keysWithSets = keys + ["sets"]

    /// What no two packages have in common.
    private struct Identity: Hashable {
        let name: String
        let version: String
        let architecture: String

        init(_ package: Lock.Package) {
            name = package.name
            version = package.version
            architecture = package.architecture
        }
    }

    init(bytes: [UInt8], hasRecords: Bool = true) {
        self.bytes = bytes
        self.hasRecords = hasRecords
    }

    func lock() throws(LockError) -> Lock {
        let root: JSONNode
        do {
            root = try JSONNode(parsing: bytes)
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
        try addRecords(of: root, to: &packages)
        return Lock(
            distro: try word(root, "distro"), architecture: try word(root, "arch"), inputs: inputs,
            sets: sets, packages: packages, documents: try documents(root),
            assumed: try assumed(root))
    }

    /// Gives each package its record, if they are kept.
    private func addRecords(
        of root: JSONNode, to packages: inout [Lock.Package]
    ) throws(LockError) {
        let records = try array(root, "records")
        for record in records where !record.isString {
            throw wrongType("records", "array of strings", record)
        }
        if records.count != packages.count {
            let reason = LockError.Reason.recordCount(
                records: records.count, packages: packages.count)
            throw failure(reason, root["records"] ?? root)
        }
        if !hasRecords { return }
        for index in packages.indices { packages[index].record = records[index].string ?? "" }
    }

    /// The documents; absent where the family has none.
    private func documents(_ root: JSONNode) throws(LockError) -> [Lock.Document] {
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

    private func inputs(_ value: JSONNode) throws(LockError) -> Lock.Inputs {
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

    private func repository(_ value: JSONNode) throws(LockError) -> Lock.Repository {
        try keys(of: value, ["id", "suite", "digest", "date", "signer", "url", "weak"])
        return Lock.Repository(
            id: try word(value, "id"), suite: try string(value, "suite"),
            digest: try digest(value, "digest"), date: try date(value, "date"),
            signer: value["signer"] == nil ? nil : try word(value, "signer"),
            url: try string(value, "url"),
            weakDigest: value["weak"] == nil ? nil : try word(value, "weak"))
    }

    private func set(_ value: JSONNode) throws(LockError) -> Lock.WishSet {
        try keys(of: value, ["name", "wishes", "conflict"])
        return Lock.WishSet(
            name: try string(value, "name"), wishes: try strings(value, "wishes"),
            conflict: value["conflict"] == nil ? nil : try string(value, "conflict"))
    }

    private func packages(_ values: [JSONNode], inputs: Lock.Inputs, sets: Int)
        throws(LockError) -> [Lock.Package]
    {
        let repositories = Set(inputs.repositories.map(\.id))
        var packages: [Lock.Package] = []
        packages.reserveCapacity(values.count)
        var paths = Set<String>(minimumCapacity: values.count)
        var identities = Set<Identity>(minimumCapacity: values.count)
        for value in values {
            let package = try self.package(value, sets: sets)
            if !repositories.contains(package.repository) {
                throw failure(
                    .unknownRepository(package.repository), value["repository"] ?? value)
            }
            if !paths.insert(package.path).inserted {
                throw failure(.duplicatePath(package.path), value["path"] ?? value)
            }
            if !identities.insert(Identity(package)).inserted {
                throw failure(
                    .duplicatePackage(
                        name: package.name, version: package.version,
                        architecture: package.architecture), value)
            }
            packages.append(package)
        }
        return packages
    }

    private func package(_ value: JSONNode, sets: Int) throws(LockError) -> Lock.Package {
        try keys(of: value, sets > 1 ? LockReader.keysWithSets : LockReader.keys)
        let size = try integer(value, "size")
        if size < 0 { throw failure(.badNumber(key: "size", value: size), value["size"] ?? value) }
        let path = try self.path(value, "path", where: TreePath.isSafe)
        let upstream = try self.path(value, "upstream", where: TreePath.isSafeUpstream)
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

    private func setNumbers(_ value: JSONNode, count: Int) throws(LockError) -> [Int] {
        var numbers: [Int] = []
        for element in try array(value, "sets") {
            guard let number = element.integer else {
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
