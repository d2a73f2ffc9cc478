public import MirrorBase
internal import PackageModel
internal import Resolver

/// A package that cannot be installed, and why.
public struct BrokenPackage: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its version, whole.
    public var version: String
    /// Its architecture.
    public var architecture: String
    /// The repository that it is in.
    public var repository: String
    /// How messages call it.
    public var label: String
    private var explanation: Explanation

    init(
        _ package: PackageID, _ refutation: Refutation, in universe: Universe,
        hiding: @escaping (PackageID) -> String?
    ) {
        name = universe.nameText(package)
        version = universe.versionText(package)
        architecture = universe.architectureText(package)
        repository = universe.origin(package).repository
        label = universe.label(package)
        let wish = ResolverWish(label: label, candidates: [package])
        explanation = Explanation(
            refutation, wishes: [wish], in: universe, hiding: hiding)
    }

    /// What stands in the way, in one sentence; several packages may have it in common.
    public var cause: String {
        let subject = "`\(label)` cannot be installed: "
        let sentence = explanation.headline
        return sentence.hasPrefix(subject) ? String(sentence.dropFirst(subject.count)) : sentence
    }

    /// How the package leads there, as indented lines.
    public var lines: [String] { explanation.lines }

    /// Writes why, as one object; the form is in docs/reference/explanation-json.md.
    public func writeReason(to json: inout JSONText) {
        ExplanationJSON.write(explanation, to: &json)
    }
}
