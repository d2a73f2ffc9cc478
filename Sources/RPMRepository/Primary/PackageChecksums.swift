internal import MirrorBase
internal import PackageModel

/// The packages of one repository by their checksum, the "pkgid" that joins its documents.
struct PackageChecksums: ~Copyable, Sendable {
    private var checksums = Interner()
    /// Version, name and architecture of each package in one text.
    private var identities = Interner()
    private var identityOfChecksum: [NameID] = []
    private var packageOfChecksum: [UInt32] = []

    private var lastType: (name: [UInt8], algorithm: HashAlgorithm)?

    private static let nobody = UInt32.max

    /// Notes a checksum; `false` if it is there already. Two packages cannot share one.
    mutating func add(
        _ checksum: XMLValue, type: XMLValue?, name: XMLValue, architecture: XMLValue,
        version: [UInt8], _ characters: XMLCharacters, at start: Int
    ) throws(MetadataError) -> Bool {
        let bytes = characters.bytes
        let range = characters.trimmed(checksum)
        guard let type else {
            throw characters.failure(
                .missing("type", in: "checksum"), at: checksum.range.lowerBound)
        }
        let algorithm = try algorithm(type, characters)
        guard Digest.isLowerCaseHex(bytes.extracting(range), of: algorithm) else {
            throw characters.failure(
                .malformed("checksum", value: characters.string(checksum)),
                at: checksum.range.lowerBound)
        }
        var text = version
        text.append(0)
        characters.append(name, to: &text)
        text.append(0)
        characters.append(architecture, to: &text)
        let identity = identities.intern(text.span)
        let id = checksums.intern(bytes.extracting(range))
        if id.index < identityOfChecksum.count {
            guard identityOfChecksum[id.index] == identity else {
                throw characters.failure(.sharedChecksum(characters.string(checksum)), at: start)
            }
            return false
        }
        identityOfChecksum.append(identity)
        packageOfChecksum.append(PackageChecksums.nobody)
        return true
    }

    /// The function that a checksum's type names; it is nearly always the one before.
    private mutating func algorithm(
        _ type: XMLValue, _ characters: XMLCharacters
    ) throws(MetadataError) -> HashAlgorithm {
        if let known = lastType, known.name.count == type.range.count,
            ByteSearch.isEqual(known.name.span, characters.bytes, at: type.range.lowerBound)
        {
            return known.algorithm
        }
        let name = characters.string(type)
        guard let algorithm = HashAlgorithm(checksumType: name) else {
            throw characters.failure(
                .malformed("checksum type", value: name), at: type.range.lowerBound)
        }
        lastType = (Array(name.utf8), algorithm)
        return algorithm
    }

    /// Says which package the checksum that was added last belongs to.
    mutating func setPackage(_ package: PackageID) {
        packageOfChecksum[packageOfChecksum.count - 1] = package.raw
    }

    /// The package with a checksum; `nil` where there is none, or it does not belong here.
    func package(_ checksum: Span<UInt8>) -> PackageID? {
        guard let id = checksums.find(checksum) else { return nil }
        let package = packageOfChecksum[id.index]
        return package == PackageChecksums.nobody ? nil : PackageID(package)
    }
}
