public import SystemIO

/// One file to fetch, where from, where to, and what is known of it beforehand.
public struct TransferRequest: Sendable {
    /// What messages call it, such as `curl_8.5.0_amd64.deb`.
    public var name: String
    /// Where it can be had (`http`, `https` or `file`), best place first.
    public var urls: [String]
    /// Where it goes; beside it lies `<destination>.part` while it is incomplete.
    public var destination: FilePath
    /// Its exact size in bytes, if known; any other size is wrong content.
    public var expectedSize: Int?
    /// The most bytes that are taken, where the exact size is not known.
    public var maximumSize: Int?
    /// Makes the verifier of its content; called on the client's thread.
    ///
    /// Without one, an unfinished file of an earlier run is not resumed, since nothing would vouch for
    /// the result, and an `https` address may not redirect to `http`.
    public var makeVerifier: (@Sendable () -> any ContentVerifier)?
    /// Whether an unfinished file of an earlier run is continued.
    public var resumes: Bool
    /// Whether the content is synced to the disk before it gets its name.
    ///
    /// That holds up every other transfer meanwhile, so it is for the few files that need it.
    public var durable: Bool
    /// What `https` servers are shown; with it, no redirect leaves `https`.
    public var identity: ClientIdentity?

    /// Makes a request of its parts; there must be at least one URL.
    public init(
        name: String, urls: [String], destination: FilePath, expectedSize: Int? = nil,
        maximumSize: Int? = nil, makeVerifier: (@Sendable () -> any ContentVerifier)? = nil,
        resumes: Bool = true, durable: Bool = false, identity: ClientIdentity? = nil
    ) {
        precondition(!urls.isEmpty, "a transfer needs an address")
        self.name = name
        self.urls = urls
        self.destination = destination
        self.expectedSize = expectedSize
        self.maximumSize = maximumSize
        self.makeVerifier = makeVerifier
        self.resumes = resumes
        self.durable = durable
        self.identity = identity
    }

    /// The name of the unfinished file.
    public var partialPath: FilePath { FilePath(destination.string + ".part") }

    /// The most bytes that may arrive.
    var sizeLimit: Int { min(expectedSize ?? .max, maximumSize ?? .max) }

    /// Whether a later run could go on with what is there.
    var canBeContinued: Bool { resumes && makeVerifier != nil }
}
