public import MirrorBase

extension UniverseBuilder {
    /// The paths that relations so far name: only of these has the universe to know who holds them.
    public var namedPaths: [NameID] {
        (0..<names.count).lazy.map { NameID(UInt32($0)) }.filter { names.isPath($0) }
    }

    /// The paths that relations so far name and no package so far provides, by a relation or as a file.
    public var unprovidedPaths: [NameID] {
        var isProvided = [Bool](repeating: false, count: names.count)
        for (path, _) in files { isProvided[path.index] = true }
        for package in 0..<packageCount {
            let slot = package * UniverseBuilder.kinds + RelationKind.provides.rawValue
            for position in Int(relationStarts[slot])..<Int(relationStarts[slot + 1]) {
                isProvided[relations[position].name.index] = true
            }
        }
        return namedPaths.filter { !isProvided[$0.index] }
    }

    /// Notes that a package holds a file, which counts as a capability without a version; once for all times
    /// that it is said.
    public mutating func addFile(_ path: NameID, of package: PackageID) {
        if knownFiles.insert(UInt64(path.raw) << 32 | UInt64(package.raw)).inserted {
            files.append((path, package))
        }
    }
}

extension Interner {
    /// Whether a name is that of a file.
    public borrowing func isPath(_ id: NameID) -> Bool {
        let text = self[id]
        return text.count > 0 && text[0] == UInt8(ascii: "/")
    }
}
