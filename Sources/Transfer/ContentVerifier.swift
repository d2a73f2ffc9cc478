/// Looks at the bytes of one transfer as they arrive and says whether they are the right ones.
///
/// A verifier belongs to one transfer and is only ever called on the client's own thread. When a
/// transfer starts again from its first byte, `begin` is called again.
public protocol ContentVerifier: AnyObject {
    /// Forgets everything seen so far: the next byte is the first of the content.
    func begin()

    /// Takes the next bytes; they are valid during the call only.
    func update(_ bytes: Span<UInt8>)

    /// Says what is wrong with the content (`sha256 is X, expected Y`), `nil` if nothing is.
    func finish() -> String?
}
