/// What is wrong with a document of a modules file, and where.
public struct ModulesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in a phrase that starts in lower case.
    public var problem: String
    /// The line, counted from 1.
    public var line: Int
    /// The character of the line, counted from 1.
    public var column: Int

    init(_ problem: String, line: Int, column: Int = 1) {
        self.problem = problem
        self.line = line
        self.column = column
    }

    /// `line 12, column 3: …`.
    public var description: String { "line \(line), column \(column): \(problem)" }
}
