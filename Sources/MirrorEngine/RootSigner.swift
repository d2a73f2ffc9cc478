internal import MirrorBase

/// Whoever signs the roots of repositories: the mirror's own key, or one that the user named.
protocol RootSigner {
    /// The fingerprint of the primary key.
    var fingerprint: String { get }
    /// The text with its signature around it.
    func clearsign(_ text: [UInt8], at time: Timestamp) throws(MirrorError) -> [UInt8]
    /// The armoured signature alone; `file` is what messages call the text.
    func sign(_ text: [UInt8], of file: String, at time: Timestamp) throws(MirrorError) -> [UInt8]
    /// The public key in the forms that clients take, by file name.
    func publicKeys() throws(MirrorError) -> [(name: String, bytes: [UInt8])]
}
