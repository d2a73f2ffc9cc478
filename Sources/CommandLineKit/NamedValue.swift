/// A word of the form `NAME=VALUE`, as in `--source debian=https://deb.example.org/debian`.
public struct NamedValue: ArgumentValue, Hashable {
    /// What stands before the first `=`; never empty.
    public var name: String
    /// What stands after the first `=`; it may contain more of them.
    public var value: String

    /// Makes a pair.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Splits a word at its first `=`; both sides have to be there.
    public init?(argument: String) {
        guard let place = argument.firstIndex(of: "="), place != argument.startIndex else {
            return nil
        }
        name = String(argument[..<place])
        value = String(argument[argument.index(after: place)...])
        if value.isEmpty { return nil }
    }

    /// The pair as it is written.
    public var argumentText: String? { "\(name)=\(value)" }

    /// The wording of an error.
    public static var expected: String { "`NAME=VALUE`" }
}
