internal import MirrorBase

/// A difference as one HTML page that needs nothing else.
///
/// Everything can be read without scripts; with them the table of packages can be searched, narrowed down
/// by kind and sorted, and the address remembers how. The page loads nothing, and its own policy keeps it
/// from doing so; texts from repositories are escaped. The same difference makes the same bytes.
public struct DifferencePage {
    let difference: Difference
    let advisories: AdvisoryIndex

    /// Makes the page of a difference.
    public init(_ difference: Difference) {
        self.difference = difference
        advisories = AdvisoryIndex(difference)
    }

    /// The page, in UTF-8.
    public var html: String {
        var page: HTMLText = "<!doctype html>\n<html lang=\"en\">\n"
        page += head
        page += "<body>\n"
        if !difference.changes.isEmpty {
            page += "<a class=\"skip\" href=\"#packages\">Skip to the packages</a>\n"
        }
        page += header
        page += "<main>\n"
        if difference.changes.isEmpty {
            page += nothing
        } else {
            page += charts
            page += advisories.section
            page += packages
        }
        page += "</main>\n"
        page +=
            "<footer>\n<p>Made by <code>mirror diff</code>. Sizes are those of package files.</p>\n</footer>\n"
        if !difference.changes.isEmpty { page += PageScript.element }
        page += "</body>\n</html>\n"
        return page.html
    }

    /// Nothing may be loaded, and only the style and the script of this page count.
    private var head: HTMLText {
        """
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(PageStyle.digest)'; script-src '\(PageScript.digest)'; img-src data:; base-uri 'none'; form-action 'none'">
        <meta name="referrer" content="no-referrer">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <title>\(difference.before.title) → \(difference.after.title)</title>
        \(PageStyle.element)</head>

        """
    }

    private var nothing: HTMLText {
        let count = SizeText.count(difference.unchanged, "package")
        let text = difference.unchanged == 1 ? "The only package is" : "All \(count) are"
        return """
            <p class="nothing"><strong>Nothing changed.</strong> \
            \(difference.unchanged == 0 ? "Neither side has packages." : "\(text) the same.")</p>

            """
    }

    /// How many changes there are of each kind, in the order of kinds; those of which there are none are
    /// left out.
    var kinds: [(kind: Change.Kind, changes: [Change])] {
        let groups = Dictionary(grouping: difference.changes, by: \.kind)
        return Change.Kind.allCases.compactMap { kind in
            groups[kind].map { (kind, $0) }
        }
    }
}
