extension Change.Kind {
    /// What the page calls it.
    var label: String {
        switch self {
        case .added: "Added"
        case .removed: "Removed"
        case .upgraded: "Upgraded"
        case .downgraded: "Downgraded"
        case .rebuilt: "Rebuilt"
        case .moved: "Moved"
        }
    }

    /// A sign that tells it apart where colours do not.
    var sign: String {
        switch self {
        case .added: "+"
        case .removed: "\u{2212}"
        case .upgraded: "\u{2191}"
        case .downgraded: "\u{2193}"
        case .rebuilt: "\u{21BB}"
        case .moved: "\u{21C4}"
        }
    }

    /// The kind as a coloured mark.
    var badge: HTMLText {
        "<span class=\"badge \(rawValue)\"><span class=\"sign\" aria-hidden=\"true\">\(sign)</span> \(label)</span>"
    }
}
