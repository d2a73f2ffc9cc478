public import MirrorBase

/// Why a lock file is not read.
public struct LockError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// The file is not the JSON that we read.
        case notJSON(JSONError.Reason)
        /// The file has a form that this program does not know; it is newer, or not a lock.
        case unknownSchema(Int)
        /// A key that has to be there is not.
        case missingKey(String)
        /// A key that the form does not have; what it means would be lost.
        case unknownKey(String)
        /// A value of the wrong type.
        case wrongType(key: String, expected: String, found: String)
        /// Not 64 lower-case hexadecimal digits.
        case badDigest(key: String, value: String)
        /// Not a date as in `2026-11-21T10:24:40Z`.
        case badDate(key: String, value: String)
        /// A text that is empty or has characters that it must not have.
        case badText(key: String, value: String)
        /// A number that is negative, or not that of a set.
        case badNumber(key: String, value: Int)
        /// A path that leads out of the tree or has control characters.
        case unsafePath(key: String, value: String)
        /// The name, version and architecture of a package that is there already.
        case duplicatePackage(name: String, version: String, architecture: String)
        /// A path in the tree that another package has already.
        case duplicatePath(String)
        /// A document of a kind that no lock has.
        case unknownDocument(String)
        /// A document of a kind that is there already.
        case duplicateDocument(String)
        /// There is not one record for each package.
        case recordCount(records: Int, packages: Int)
        /// A repository and suite that are there already.
        case duplicateRepository(id: String, suite: String)
        /// A package of a repository that the inputs do not name.
        case unknownRepository(String)
    }

    /// What is wrong.
    public var reason: Reason
    /// Where in the file.
    public var position: SourcePosition
    /// The line, without its end.
    public var line: String

    /// Makes an error of its parts.
    public init(_ reason: Reason, at position: SourcePosition, line: String = "") {
        self.reason = reason
        self.position = position
        self.line = line
    }

    /// The place as shown below a message; `file` is the lock as the user named it.
    public func excerpt(file: String) -> SourceExcerpt {
        SourceExcerpt(file: file, position: position, text: line)
    }
}

extension LockError: CustomStringConvertible {
    /// What is wrong, in words, without the place.
    public var description: String {
        switch reason {
        case .notJSON(let reason): JSONError(reason, at: position).description
        case .unknownSchema(let number): "schema \(number) is not known, only \(Lock.schema) is"
        case .missingKey(let key): "the key `\(key)` is missing"
        case .unknownKey(let key): "the key `\(key)` is not known"
        case .wrongType(let key, let expected, let found):
            "`\(key)` has to be of type \(expected), but is of type \(found)"
        case .badDigest(let key, let value): "`\(key)` is no SHA-256 digest: `\(value)`"
        case .badDate(let key, let value): "`\(key)` is no date in UTC: `\(value)`"
        case .badText(let key, let value): "`\(key)` is empty or has unfit characters: `\(value)`"
        case .badNumber(let key, let value): "`\(key)` cannot be \(value)"
        case .unsafePath(let key, let value): "`\(key)` leads out of the tree: `\(value)`"
        case .duplicatePackage(let name, let version, let architecture):
            "`\(name)` \(version) for \(architecture) stands twice"
        case .unknownDocument(let kind): "a lock has no document `\(kind)`"
        case .duplicateDocument(let kind): "the document `\(kind)` stands twice"
        case .recordCount(let records, let packages):
            "there are \(records) records for \(packages) packages"
        case .duplicatePath(let path): "two packages have the path `\(path)`"
        case .duplicateRepository(let id, let suite):
            suite.isEmpty
                ? "the repository `\(id)` stands twice"
                : "the suite `\(suite)` of the repository `\(id)` stands twice"
        case .unknownRepository(let id): "the inputs name no repository `\(id)`"
        }
    }
}
