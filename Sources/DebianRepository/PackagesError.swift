/// A record of a Packages index that cannot be read.
public struct PackagesError: Error, Sendable, Hashable {
    /// What is wrong with it.
    public enum Reason: Sendable, Hashable {
        /// A stanza has no `Package` field; apt refuses the whole index for it.
        case missingPackage
        /// A line is neither a field, nor a continuation, nor blank.
        case notAField
        /// A dependency field does not follow Debian Policy, section 7.1; the text is its beginning.
        case malformedRelation(String)
    }

    /// The line, from 1; the last one of a stanza that lacks a field.
    public var line: Int
    /// What is wrong there.
    public var reason: Reason

    /// Makes an error of its parts.
    public init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// What is wrong, as the second half of a sentence.
    public var description: String {
        switch reason {
        case .missingPackage: "the stanza that ends at line \(line) has no `Package` field"
        case .notAField: "line \(line) is not a field"
        case .malformedRelation(let text): "line \(line) has a malformed dependency: `\(text)`"
        }
    }
}
