internal import MirrorBase

/// Reads comps documents.
///
/// What is not well-formed XML is an error. Beyond that, readers of comps pass over mistakes, and so does
/// this one: stray text and elements, groups without an id, packages without a name.
public enum CompsReader {
    /// Reads a document.
    public static func read(_ text: consuming [UInt8]) throws(MetadataError) -> Comps {
        var comps = Comps()
        try read(text.span, into: &comps)
        comps.text = text
        return comps
    }

    private static func read(_ bytes: Span<UInt8>, into comps: inout Comps) throws(MetadataError) {
        var scanner = XMLScanner(bytes)
        guard bytes.count <= Int(UInt32.max) else {
            throw MetadataError(bytes, at: 0, .tooLarge("text"))
        }
        try scanner.readRoot("comps")
        while try scanner.nextChild() {
            let start = scanner.tokenStart
            switch scanner.name {
            case "group":
                if let group = try group(&scanner, start) { comps.groups.append(group) }
            case "environment":
                if let environment = try environment(&scanner, start) {
                    comps.environments.append(environment)
                }
            case "category":
                if let category = try environment(&scanner, start) {
                    comps.categories.append(category)
                }
            case "langpacks": comps.languagePacks.append(try languagePacks(&scanner, start))
            default: try scanner.skipElement()
            }
        }
        comps.end = scanner.tokenStart
        try scanner.readEnd()
    }

    @_lifetime(scanner: copy scanner)
    private static func group(_ scanner: inout XMLScanner, _ start: Int) throws(MetadataError)
        -> CompsGroup?
    {
        var group = CompsGroup(id: "", name: "")
        while try scanner.nextChild() {
            switch scanner.name {
            case "id": group.id = try words(&scanner)
            case "name":
                if let name = try name(&scanner) { group.name = name }
            case "packagelist":
                while try scanner.nextChild() {
                    if scanner.name == "packagereq" {
                        if let member = try member(&scanner) { group.packages.append(member) }
                    } else {
                        try scanner.skipElement()
                    }
                }
                group.listEnd = listEnd(scanner) ?? group.listEnd
            default: try scanner.skipElement()
            }
        }
        group.range = ByteRange(start..<scanner.offset)
        return group.id.isEmpty ? nil : group
    }

    @_lifetime(scanner: copy scanner)
    private static func member(_ scanner: inout XMLScanner) throws(MetadataError)
        -> CompsGroup.Member?
    {
        let start = scanner.tokenStart
        let condition = scanner.attribute("requires").map { scanner.string($0) } ?? ""
        let kind: CompsGroup.MemberKind =
            switch scanner.attribute("type").map({ scanner.string($0) }) {
            case nil, "mandatory": .mandatory
            case "default": .usual
            case "optional": .optional
            case "conditional" where !condition.isEmpty: .conditional(on: condition)
            default: .unknown
            }
        let isBaseOnly = scanner.attribute("basearchonly").map { scanner.string($0) } == "true"
        let architectures = scanner.attribute("arch").map { scanner.string($0) } ?? ""
        let name = try words(&scanner)
        if name.isEmpty { return nil }
        return CompsGroup.Member(
            name: name, kind: kind,
            architectures: architectures.split { $0 == "," || $0.isWhitespace }.map(String.init),
            isBaseArchitectureOnly: isBaseOnly, range: ByteRange(start..<scanner.offset))
    }

    @_lifetime(scanner: copy scanner)
    private static func environment(_ scanner: inout XMLScanner, _ start: Int)
        throws(MetadataError) -> CompsEnvironment?
    {
        var environment = CompsEnvironment(id: "", name: "")
        while try scanner.nextChild() {
            switch scanner.name {
            case "id": environment.id = try words(&scanner)
            case "name":
                if let name = try name(&scanner) { environment.name = name }
            case "grouplist": try readList(&scanner, into: &environment.groups)
            case "optionlist": try readList(&scanner, into: &environment.optionalGroups)
            default: try scanner.skipElement()
            }
        }
        environment.range = ByteRange(start..<scanner.offset)
        return environment.id.isEmpty ? nil : environment
    }

    @_lifetime(scanner: copy scanner)
    private static func readList(_ scanner: inout XMLScanner, into list: inout CompsGroupList)
        throws(MetadataError)
    {
        while try scanner.nextChild() {
            guard scanner.name == "groupid" else {
                try scanner.skipElement()
                continue
            }
            let start = scanner.tokenStart
            let id = try words(&scanner)
            if id.isEmpty { continue }
            list.members.append(
                CompsGroupList.Member(id: id, range: ByteRange(start..<scanner.offset)))
        }
        list.end = listEnd(scanner) ?? list.end
    }

    @_lifetime(scanner: copy scanner)
    private static func languagePacks(_ scanner: inout XMLScanner, _ start: Int)
        throws(MetadataError) -> CompsLanguagePacks
    {
        var packs = CompsLanguagePacks()
        while try scanner.nextChild() {
            let start = scanner.tokenStart
            let name = scanner.attribute("name").map { scanner.string($0) }
            let install = scanner.attribute("install").map { scanner.string($0) }
            let isMatch = scanner.name == "match"
            try scanner.skipElement()
            guard isMatch, let name, let install else { continue }
            packs.matches.append(
                CompsLanguagePacks.Match(
                    name: name, install: install, range: ByteRange(start..<scanner.offset)))
        }
        packs.end = listEnd(scanner)
        packs.range = ByteRange(start..<scanner.offset)
        return packs
    }

    /// The place before the end tag that came last; `nil` where the element closes itself.
    private static func listEnd(_ scanner: borrowing XMLScanner) -> Int? {
        let start = scanner.tokenStart
        let isEndTag =
            start + 1 < scanner.bytes.count && scanner.bytes[start + 1] == UInt8(ascii: "/")
        return isEndTag ? start : nil
    }

    /// The text of an element without the blanks around it.
    @_lifetime(scanner: copy scanner)
    private static func words(_ scanner: inout XMLScanner) throws(MetadataError) -> String {
        let value = try scanner.elementText()
        var text = Substring(scanner.string(value))
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// The text of a name; `nil` where it is in some language.
    @_lifetime(scanner: copy scanner)
    private static func name(_ scanner: inout XMLScanner) throws(MetadataError) -> String? {
        if scanner.attribute("lang") != nil {
            try scanner.skipElement()
            return nil
        }
        return try words(&scanner)
    }
}
