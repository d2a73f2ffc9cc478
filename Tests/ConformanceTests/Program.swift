import MirrorBase
import MirrorTestSupport
import SystemIO

/// The built program.
enum Program {
    /// Whether it lies beside the tests.
    static var isBuilt: Bool { (try? path) != nil }

    /// Where it is.
    static var path: FilePath {
        get throws {
            guard let directory = ProjectRoot.buildDirectory,
                let path = Subprocess.find((directory / "mirror").string)
            else { throw Subprocess.Failure.notFound("mirror") }
            return path
        }
    }

    /// Runs it in the project's directory, with state and cache in a directory.
    static func run(_ arguments: [String], keepingIn directory: FilePath) throws
        -> Subprocess.Outcome
    {
        try Subprocess.run(
            try path.string,
            arguments + [
                "--state", "\(directory / "state")", "--cache", "\(directory / "cache")",
                "--output", "\(directory / "out")", "--locks", "\(directory / "locks")",
            ], environment: ["MIRROR_RETRY_WAIT": "10ms"], directory: ProjectRoot.path,
            timeLimit: .seconds(300))
    }

    /// The answers of `mirror resolve --each`, by wish; `nil` for a wish that is refused.
    static func answers(_ output: String) throws -> [String: Set<String>?] {
        var found: [String: Set<String>?] = [:]
        for line in output.split(separator: "\n") {
            let answer = try JSONValue(parsing: Array(line.utf8))
            guard case .string(let wish)? = answer["wish"]?.content, found[wish] == nil else {
                throw Malformed(line: String(line))
            }
            if case .array(let packages)? = answer["install"]?.content, answer["error"] == nil {
                let names = packages.compactMap { $0.text }
                guard names.count == packages.count, Set(names).count == names.count else {
                    throw Malformed(line: String(line))
                }
                found[wish] = .some(Set(names))
            } else if answer["error"]?["message"]?.text != nil, answer["install"] == nil {
                found[wish] = .some(nil)
            } else {
                throw Malformed(line: String(line))
            }
        }
        return found
    }

    /// A line that is no answer.
    struct Malformed: Error { var line: String }
}

extension JSONValue {
    /// The text of a string; `nil` for anything else.
    var text: String? {
        if case .string(let text) = content { text } else { nil }
    }

    /// The elements of an array; `nil` for anything else.
    var list: [JSONValue]? {
        if case .array(let elements) = content { elements } else { nil }
    }
}
