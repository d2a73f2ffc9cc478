extension String {
    /// A version of rpm as people write it: without an epoch of zero, which is what none means.
    public var withoutZeroEpoch: String { hasPrefix("0:") ? String(dropFirst(2)) : self }
}
