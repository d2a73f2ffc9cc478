/// Questions to random machines whose answer is not apt's, and why.
struct KnownAptDifference: Sendable {
    struct Question: Hashable, Sendable {
        var seed: Int
        var wishes: String
        /// Whether one refuses and the other does not.
        var isAboutRefusal = false
    }

    var reason: String
    var questions: [Question]

    static let emptyRecommends = [
        KnownAptDifference(
            reason: "not explained",
            questions: [Question(seed: 1, wishes: "u14p11", isAboutRefusal: true)])
    ]
    static let installed: [KnownAptDifference] = []
    static let installedRecommends = [
        KnownAptDifference(
            reason: "not explained",
            questions: [Question(seed: 1, wishes: "u15p0", isAboutRefusal: true)])
    ]
}
