import MirrorTestSupport
import Testing

@testable import MirrorBase

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("kubelt", "kubelet"), ("kubelete", "kubelet"), ("kuebelt", "kubelet"),
        ("curll", "curl"), ("debian21", "debian12"), ("ngnix", "nginx"),
    ])
    func `finds what was meant`(wrong: String, right: String) {
        let known = ["curl", "kubelet", "kubeadm", "debian12", "rocky9", "nginx", "tar"]
        #expect(Suggestion.near(wrong, among: known).first == right)
    }

    @Test func `is silent where nothing is near`() {
        #expect(Suggestion.near("postgresql", among: ["curl", "tar", "nginx"]) == [])
        #expect(Suggestion.near("", among: ["curl"]) == [])
        #expect(Suggestion.near("curl", among: []) == [])
        #expect(Suggestion.near("curl", among: ["curl"]) == [], "the word itself is no suggestion")
    }

    @Test func `a beginning counts as near, and the nearest comes first`() {
        #expect(Suggestion.near("python3-ya", among: ["python3-yaml", "perl"]) == ["python3-yaml"])
        #expect(Suggestion.near("abcd", among: ["abce", "abcf", "abca", "abcde"]).count == 3)
        #expect(Suggestion.near("abcd", among: ["abcf", "abce"], limit: 1) == ["abce"])
    }

    @Test func `the distance agrees with a slow reference`() {
        var random = SeededRandom(seed: 11)
        for _ in 0..<3000 {
            let left = (0..<Int.random(in: 0...7, using: &random)).map { _ in
                UInt8.random(in: 97...99, using: &random)
            }
            let right = (0..<Int.random(in: 0...7, using: &random)).map { _ in
                UInt8.random(in: 97...99, using: &random)
            }
            let expected = reference(left[...], right[...])
            #expect(Suggestion.distance(left, right, limit: 99) == expected)
            for limit in 0...3 {
                let limited = Suggestion.distance(left, right, limit: limit)
                #expect(limited == min(expected, limit + 1))
            }
        }
    }

    /// The definition, word for word: exponential, so for short words only.
    private func reference(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        guard let a = left.last else { return right.count }
        guard let b = right.last else { return left.count }
        if a == b { return reference(left.dropLast(), right.dropLast()) }
        var best = min(
            reference(left.dropLast(), right), reference(left, right.dropLast()),
            reference(left.dropLast(), right.dropLast()))
        if left.count > 1, right.count > 1, left[left.endIndex - 2] == b,
            right[right.endIndex - 2] == a
        {
            best = min(best, reference(left.dropLast(2), right.dropLast(2)))
        }
        return best + 1
    }
}
