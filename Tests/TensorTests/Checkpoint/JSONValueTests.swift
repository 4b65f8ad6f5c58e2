import Testing

@testable import Tensor

/// ``JSONValue``: a strict reader for headers.
struct JSONValueTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test func everyKindOfValue() throws {
        let found = try parse(#" { "a" : [ 1 , -2, 0, 3.5, 1e3, true, false, null ], "b" : { } , "c":[], "d":"" } "#)
        let list: [JSONValue] = [
            .integer(1), .integer(-2), .integer(0), .number("3.5"), .number("1e3"), .bool(true), .bool(false), .null,
        ]
        #expect(found == .object(["a": .array(list), "b": .object([:]), "c": .array([]), "d": .string("")]))
    }

    @Test func largeWholeNumbersAreExact() throws {
        #expect(try parse("9223372036854775807") == .integer(.max))
        #expect(try parse("9223372036854775808") == .number("9223372036854775808"))
    }

    @Test func strings() throws {
        #expect(try parse(#""ü\n\t\"\\\/\u00e9\ud83c\udfbb""#) == .string("ü\n\t\"\\/é🎻"))
        for text in ["", "plain", "\"quoted\"", "back\\slash", "\u{0}\u{1F}\n", "🎻 é"] {
            #expect(try parse(JSONValue.quoted(text)) == .string(text))
        }
    }

    @Test(arguments: [
        "", "{", "}", "[1", "[1,]", #"{"a":1,}"#, #"{"a"}"#, "01", "-", "+1", "1.", ".5", "1e", "nul", "True", "'a'",
        #""a"#, #""\x""#, #""\u12g4""#, #""\ud800""#, #""\udc00""#, "\"\n\"", "1 2", #"{"a":1,"a":1}"#, "NaN",
    ]) func whatIsNoJSON(text: String) {
        #expect(throws: JSONValue.Problem.self) { try parse(text) }
    }

    @Test func problemsHaveAPlace() {
        do {
            _ = try parse(#"{"a": 1, "b": ?}"#)
            Issue.record("taken")
        } catch {
            #expect((error as? JSONValue.Problem)?.offset == 14)
        }
    }
}
