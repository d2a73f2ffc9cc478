public import MirrorBase
internal import MirrorEngine
internal import Resolver

/// Why a package or version is not chosen, and what would bring it.
public struct WhyNotAnswer: Sendable {
    /// What there is to say in the end.
    public enum Result: String, Sendable, Hashable, CaseIterable {
        /// The lock has it.
        case locked
        /// It is on the targets already.
        case assumed
        /// The manifest's wishes bring it, but the lock is from before that, or is not there.
        case chosen
        /// It can be had, but nothing wishes or needs it.
        case available
        /// It can be had in place of another version that is chosen.
        case other
        /// No repository has it, or what has it does not count.
        case missing
        /// It exists, but cannot be installed beside what else is wished, or at all.
        case conflict
    }

    /// Why something is as it is, in words.
    public struct Reason: Sendable, Hashable {
        /// What kind of reason it is, for data.
        public var kind: String
        /// A sentence without a full stop.
        public var text: String
    }

    /// What would change for a mirror.
    public struct Effect: Sendable, Hashable {
        /// A package that is there in two versions, one before and one after.
        public struct Change: Sendable, Hashable {
            /// What is there now.
            public var before: NamedPackage
            /// What would be there.
            public var after: NamedPackage
            /// The difference in bytes.
            public var bytes: Int
        }
        /// A package with its size.
        public struct Sized: Sendable, Hashable {
            /// The package.
            public var package: NamedPackage
            /// Bytes.
            public var size: Int
        }
        /// What would come.
        public var added: [Sized] = []
        /// What would go.
        public var removed: [Sized] = []
        /// What would be there in another version.
        public var changed: [Change] = []
        /// The difference in bytes.
        public var bytes = 0

        /// Whether nothing would change.
        public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
    }

    /// A change that was tried, and works.
    public struct Proposal: Sendable, Hashable {
        /// What to do, as the text of a hint.
        public var text: String
        /// The change to the manifest; `nil` where it cannot be written there by a program.
        public var change: ManifestChange?
        /// What it would come to; `nil` where that was not asked.
        public var effect: Effect?
    }

    /// The distro.
    public var distro: String
    /// The architecture.
    public var architecture: String
    /// What was asked for, as it was written.
    public var spec: String
    /// What there is to say in the end.
    public var result: Result
    /// The same in one sentence that starts in lower case.
    public var headline: String
    /// The packages that would do, the best first; those that are there, where it is.
    public var packages: [NamedPackage] = []
    /// What is chosen in its place.
    public var chosen: [NamedPackage] = []
    /// Why.
    public var reasons: [Reason] = []
    /// Why it excludes what else is wished.
    var explanation: Explanation?
    /// What would work, the nearest first.
    public var proposals: [Proposal] = []
    /// What else may help.
    public var hints: [String] = []

    /// Why it excludes what else is wished, as indented lines; empty where it does not.
    public var story: [String] { explanation?.lines ?? [] }

    /// Writes why it excludes what else is wished as the value of `explanation`, where it does.
    public func writeExplanation(to json: inout JSONText) {
        guard let explanation else { return }
        json.key("explanation")
        ExplanationJSON.write(explanation, to: &json)
    }

    /// Whether it is there, or can be had as it was written.
    public var isYes: Bool { result != .missing && result != .conflict }
}
