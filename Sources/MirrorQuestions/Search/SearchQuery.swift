/// What is searched for.
public struct SearchQuery: Sendable, Hashable {
    /// The words, all of which have to fit a package.
    public var words: [String]
    /// Where to look; names, provides and summaries, and for words that begin with a slash files.
    public var fields: Set<SearchField>
    /// Whether a text has to be the word, instead of holding it.
    public var isExact: Bool

    /// Makes a query; without fields the usual ones are looked into.
    public init(_ words: [String], fields: Set<SearchField> = [], isExact: Bool = false) {
        self.words = words
        self.fields = fields
        self.isExact = isExact
    }
}
