public import MirrorBase

extension Release {
    /// The size from which on an entry is taken for damage: no index comes near one terabyte.
    static let largestFile = 1 << 40

    /// The hash sections, by field name.
    static let sections: [(field: String, algorithm: HashAlgorithm)] = [
        ("MD5Sum", .md5), ("SHA1", .sha1), ("SHA256", .sha256), ("SHA512", .sha512),
    ]

    /// Reads a Release file, or the text that an InRelease file signs.
    ///
    /// The rules are apt's: at least one file must be listed by SHA-256 or SHA-512; an unreadable
    /// `Date` is a warning, an unreadable `Valid-Until` an error; text after the first stanza is
    /// ignored. Beyond apt, duplicate fields, paths that lead elsewhere and contradicting entries are
    /// refused.
    public init(parsing bytes: [UInt8]) throws(ReleaseError) {
        let stanzas: [ControlStanza]
        do throws(ControlError) {
            stanzas = try ControlStanza.read(bytes)
        } catch {
            throw .malformed(error)
        }
        guard let stanza = stanzas.first else { throw .empty }
        self.init(identityOf: stanza)
        if stanzas.count > 1 { warnings.append(.trailingStanza(line: stanzas[1].line)) }
        try readDates(stanza)
        try readFiles(stanza)
    }

    private init(identityOf stanza: ControlStanza) {
        self.init(
            origin: stanza.value("Origin"), label: stanza.value("Label"),
            suite: stanza.value("Suite"), codename: stanza.value("Codename"),
            version: stanza.value("Version"), architectures: stanza.words("Architectures"),
            components: stanza.words("Components"), description: stanza.value("Description"))
        changelogs = stanza.value("Changelogs")
        signedBy = stanza.value("Signed-By")
        acquireByHash = Release.isTrue(stanza.value("Acquire-By-Hash"))
        notAutomatic = Release.isTrue(stanza.value("NotAutomatic"))
        butAutomaticUpgrades = Release.isTrue(stanza.value("ButAutomaticUpgrades"))
        noSupportForArchitectureAll = stanza.words("No-Support-for-Architecture-all")
    }

    /// Whether a value means yes; the words are those that apt takes for it.
    private static func isTrue(_ value: String?) -> Bool {
        guard let value else { return false }
        return ["yes", "true", "with", "on", "enable", "1"].contains(value.lowercased())
    }

    private mutating func readDates(_ stanza: ControlStanza) throws(ReleaseError) {
        if let text = stanza.value("Date"), !text.isEmpty {
            date = Timestamp(releaseDate: text)
            if date == nil { warnings.append(.unreadableDate(text)) }
        } else {
            warnings.append(.missingDate)
        }
        guard let text = stanza.value("Valid-Until"), !text.isEmpty else { return }
        guard let until = Timestamp(releaseDate: text) else { throw .unreadableValidUntil(text) }
        validUntil = until
    }

    private mutating func readFiles(_ stanza: ControlStanza) throws(ReleaseError) {
        var seen: [HashAlgorithm] = []
        for (name, algorithm) in Release.sections {
            guard let field = stanza.field(name) else { continue }
            for line in field.lines where !line.range.isEmpty {
                try readEntry(line, algorithm, stanza.bytes)
                if seen.last != algorithm { seen.append(algorithm) }
            }
        }
        if seen.isEmpty { throw .noDigests }
        guard seen.contains(where: \.isStrong) else { throw .onlyWeakDigests(seen) }
    }

    private mutating func readEntry(
        _ line: ControlStanza.Line, _ algorithm: HashAlgorithm, _ bytes: [UInt8]
    ) throws(ReleaseError) {
        func fail(_ problem: ReleaseError.EntryProblem) -> ReleaseError {
            .malformedEntry(line: line.number, algorithm: algorithm, problem: problem)
        }
        let span = bytes.span
        var cursor = ByteCursor(span, in: line.range)
        let hex = cursor.slice(until: ControlByte.isBlank)
        cursor.skipBlanks()
        let number = cursor.slice(until: ControlByte.isBlank)
        cursor.skipBlanks()
        let path = cursor.slice(until: ControlByte.isBlank)
        guard !path.isEmpty, cursor.isAtEnd else { throw fail(.columns) }
        guard let digest = Digest(algorithm, hex: span.extracting(hex)) else { throw fail(.digest) }
        var digits = ByteCursor(span, in: number)
        guard let size = digits.decimal(), digits.isAtEnd, size <= Release.largestFile else {
            throw fail(.size)
        }
        let name: String
        do throws(FilenameError) {
            name = try PoolLayout.checkedFilename(span.extracting(path))
        } catch {
            throw .unsafePath(line: line.number, error)
        }
        guard var known = files[name] else {
            files[name] = File(size: size, digest: digest)
            return
        }
        if let other = known.digest(algorithm), other != digest {
            throw .conflictingEntries(line: line.number, path: name)
        }
        if known.size != size { throw .conflictingEntries(line: line.number, path: name) }
        guard known.digest(algorithm) == nil else { return }
        // The sections are read weakest first, so the digests of an entry stay in that order.
        known.digests.append(digest)
        files[name] = known
    }
}

extension Release {
    /// How far in the future a `Date` may lie, in seconds, as in apt's `Acquire::Max-FutureTime`.
    public static let allowedFuture: Int64 = 10

    /// Whether the file may be used at this time.
    ///
    /// The rules are apt's: not after `Valid-Until`, not more than ten seconds before `Date`, and not
    /// older than the file used last (which a replaying mirror could offer). A file without a
    /// readable `Date` passes the last two, as it does with apt.
    ///
    /// - Parameters:
    ///   - now: The present time.
    ///   - lastSeenDate: The date of the file used last from this place.
    ///   - checkValidUntil: False for archived suites, whose `Valid-Until` passed long ago.
    public func check(
        now: Timestamp, lastSeenDate: Timestamp? = nil, checkValidUntil: Bool = true
    ) throws(ReleaseError) {
        if let date {
            if date.seconds > now.seconds + Release.allowedFuture {
                throw .notYetValid(date: date, now: now)
            }
            if let lastSeenDate, date < lastSeenDate {
                throw .rolledBack(date: date, lastSeen: lastSeenDate)
            }
        }
        if checkValidUntil, let validUntil, validUntil < now {
            throw .expired(validUntil: validUntil, now: now)
        }
    }
}
