//! One query over one object, in steps: each reads a little, and gives what came of it.

use time::OffsetDateTime;

use crate::aws::error::AwsError;
use crate::store::content::Content;

use super::answer::Answer;
use super::event::Counts;
use super::input::Input;
use super::parser;
use super::records::Records;
use super::request::{InputFormat, Request};
use super::timestamp::Timestamp;

/// A step ends when it has read so much.
const STEP_BYTES: u64 = 1024 * 1024;

/// A query on its way through its object.
pub(in crate::s3) struct Query {
    input: Input,
    records: Records,
    /// Records that begin behind it are not wanted.
    last_byte: Option<u64>,
    answer: Answer,
    ended: bool,
}

/// What one step gave.
pub(in crate::s3) struct Step {
    /// Records as the answer shows them; none may be there yet.
    pub(in crate::s3) records: String,
    pub(in crate::s3) ended: bool,
}

impl Query {
    /// Reads the statement and finds the first record. Blocks. Errors in order: statement, scan
    /// range, names, the first line.
    pub(in crate::s3) fn start(
        request: Request,
        content: Content,
        now: OffsetDateTime,
    ) -> Result<Self, AwsError> {
        let mut statement = parser::parse(&request.expression)?;
        let range = match request.scan_range {
            Some(range) => Some(range.within(content.len())?),
            None => None,
        };
        let delimiter = match &request.input {
            InputFormat::Csv(format) => format.record_delimiter.clone(),
            InputFormat::Json { .. } => "\n".to_owned(),
        };
        let mut header_input = Input::new(content.clone(), request.compression, 0);
        let records = match request.input {
            InputFormat::Json { .. } => Records::of_json(&mut statement)?,
            InputFormat::Csv(format) => Records::of_csv(format, &mut statement, &mut header_input)?,
        };
        let input = match range {
            Some((start, _)) if start > 0 => {
                Input::from_middle(content, start, delimiter.as_bytes())?
            }
            _ => header_input,
        };
        Ok(Self {
            input,
            records,
            last_byte: range.map(|(_, end)| end),
            answer: Answer::new(statement, request.output, Timestamp::utc(now)),
            ended: false,
        })
    }

    /// How much was read and answered so far.
    pub(in crate::s3) fn counts(&self) -> Counts {
        Counts {
            scanned: self.input.scanned(),
            processed: self.input.processed(),
            returned: self.answer.returned(),
        }
    }

    /// Goes on for a while. Blocks.
    pub(in crate::s3) fn step(&mut self) -> Result<Step, AwsError> {
        let from = self.input.processed();
        while !self.ended && !self.answer.is_due() && self.input.processed() - from < STEP_BYTES {
            let (input, answer) = (&mut self.input, &mut self.answer);
            if answer.is_full() || !self.records.answer_next(input, self.last_byte, answer)? {
                self.answer.finish()?;
                self.ended = true;
            }
        }
        Ok(Step {
            records: self.answer.hand_out(),
            ended: self.ended,
        })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::store::blob::Blob;

    /// A request's document for a statement, over an input, as CSV or JSON.
    fn document(expression: &str, input: &str, output: &str) -> String {
        format!(
            "<SelectObjectContentRequest><Expression><![CDATA[{expression}]]></Expression>\
             <ExpressionType>SQL</ExpressionType>\
             <InputSerialization>{input}</InputSerialization>\
             <OutputSerialization><{output}/></OutputSerialization></SelectObjectContentRequest>"
        )
    }

    fn run(document: &str, object: &[u8]) -> Result<String, AwsError> {
        let request = Request::read(document.as_bytes())?;
        let content = Content::from(Blob::in_memory(Bytes::copy_from_slice(object)));
        let mut query = Query::start(request, content, OffsetDateTime::UNIX_EPOCH)?;
        let mut answer = String::new();
        loop {
            let step = query.step()?;
            answer.push_str(&step.records);
            if step.ended {
                assert_eq!(query.counts().returned, answer.len() as u64);
                return Ok(answer);
            }
        }
    }

    fn csv(expression: &str, header: &str, object: &str) -> Result<String, String> {
        let input = format!("<CSV><FileHeaderInfo>{header}</FileHeaderInfo></CSV>");
        let answer = run(&document(expression, &input, "CSV"), object.as_bytes());
        answer.map_err(|error| format!("{} {}", error.code(), error.message().unwrap_or_default()))
    }

    fn json(expression: &str, object: &str) -> String {
        let input = "<JSON><Type>DOCUMENT</Type></JSON>";
        let answer = run(&document(expression, input, "JSON"), object.as_bytes());
        answer.unwrap_or_else(|error| error.code().to_owned())
    }

    /// One expression over no column at all.
    fn value(expression: &str) -> String {
        let answer = csv(&format!("SELECT {expression} FROM S3Object"), "NONE", "x\n");
        answer.map_or_else(|error| error, |answer| answer.trim_end().to_owned())
    }

    const PEOPLE: &str = "name,age,City\nada,36,London\nalan,41,\ngrace,85,\"New, York\"\n";

    #[test]
    fn columns_by_name_and_by_place() {
        for (expression, header, expected) in [
            ("SELECT * FROM S3Object", "NONE", PEOPLE),
            (
                "SELECT s._2, s._1 FROM S3Object s LIMIT 2",
                "IGNORE",
                "36,ada\n41,alan\n",
            ),
            (
                "SELECT name FROM s3object WHERE age > 40",
                "USE",
                "alan\ngrace\n",
            ),
            (
                "SELECT s.NAME AS n FROM S3Object[*] AS s WHERE s.\"City\" = 'London'",
                "USE",
                "ada\n",
            ),
            (
                "SELECT city FROM S3Object WHERE city LIKE 'New%' OR city = ''",
                "USE",
                "\n\"New, York\"\n",
            ),
            (
                "SELECT s.* FROM S3Object s WHERE name IN ('x', 'alan')",
                "USE",
                "alan,41,\n",
            ),
            (
                "SELECT _9 FROM S3Object WHERE _9 IS MISSING LIMIT 1",
                "NONE",
                "\n",
            ),
            ("SELECT * FROM S3Object LIMIT 0", "NONE", ""),
        ] {
            assert_eq!(
                csv(expression, header, PEOPLE).as_deref(),
                Ok(expected),
                "{expression}"
            );
        }
    }

    #[test]
    fn aggregates_make_one_record_of_all() {
        for (items, expected) in [
            ("COUNT(*)", "3\n"),
            (
                "COUNT(*), SUM(CAST(age AS INT)), AVG(CAST(age AS INT))",
                "3,162,54\n",
            ),
            (
                "MIN(CAST(age AS FLOAT)) + 1, MAX(CAST(age AS DECIMAL))",
                "37.0,85\n",
            ),
        ] {
            let expression = format!("SELECT {items} FROM S3Object");
            assert_eq!(csv(&expression, "USE", PEOPLE).as_deref(), Ok(expected));
        }
        assert_eq!(
            csv(
                "SELECT COUNT(*), MAX(_1) FROM S3Object WHERE FALSE",
                "NONE",
                PEOPLE
            )
            .as_deref(),
            Ok("0,\n")
        );
    }

    // User guide, "SELECT command": the examples of the FROM clause.
    #[test]
    fn ways_into_documents() {
        let object = r#"{"Rules": [ {"id": "1"}, {"expr": "y > x"}, {"id": "2", "expr": "z = DEBUG"} ]}
            {"created": "June 27", "modified": "July 6"}"#;
        for (expression, expected) in [
            (
                "SELECT id FROM S3Object[*].Rules[*].id",
                "{\"id\":\"1\"}\n{}\n{\"id\":\"2\"}\n{}\n",
            ),
            (
                "SELECT id FROM S3Object[*].Rules[*].id WHERE id IS NOT MISSING",
                "{\"id\":\"1\"}\n{\"id\":\"2\"}\n",
            ),
            (
                "SELECT d.created, d.Rules[0].id FROM S3Object[*] d",
                "{\"id\":\"1\"}\n{\"created\":\"June 27\"}\n",
            ),
            (
                "SELECT * FROM S3Object[*].Rules[1] r",
                "{\"expr\":\"y > x\"}\n{}\n",
            ),
            (
                "SELECT s.created || '!' FROM S3Object s LIMIT 3",
                "{}\n{\"_1\":\"June 27!\"}\n",
            ),
        ] {
            assert_eq!(json(expression, object), expected, "{expression}");
        }
        assert_eq!(
            json("SELECT * FROM S3Object", "[1,{\"a\":1.50}]"),
            "{\"_1\":[1,{\"a\":1.50}]}\n"
        );
        assert_eq!(
            json("SELECT s.a FROM S3Object[*][*] s", "[1,{\"a\":1.50}]"),
            "{}\n{\"a\":1.50}\n"
        );
    }

    // User guide, "SQL functions" and "Operators".
    #[test]
    fn functions_and_operators() {
        for (expression, expected) in [
            ("1 + 2 * 3 - -4", "11"),
            ("7 / 2, 7 % 4, 7 / 2.0, 0.1 + 0.2", "3,3,3.5,0.3"),
            (
                "9223372036854775807 + 1",
                "IntegerOverflow An integer overflow or underflow occurred in the SQL expression.",
            ),
            (
                "NOT (1 = 2) AND (NULL IS NULL) AND 3 BETWEEN 1 AND 3",
                "true",
            ),
            ("NULL = NULL, 'a' <> 5, 'a' LIKE '_'", ",true,true"),
            ("CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' ELSE 'c' END", "b"),
            ("CASE WHEN 1 > 2 THEN 'a' END", ""),
            (
                "COALESCE(MISSING, NULL, 3), NULLIF(1, 1), NULLIF(1, 2)",
                "3,,1",
            ),
            ("CHAR_LENGTH('héllo'), UPPER('aé'), LOWER('AÉ')", "5,AÉ,aé"),
            (
                "SUBSTRING('123456789', 0), SUBSTRING('123456789', 2, 3)",
                "123456789,234",
            ),
            (
                "SUBSTRING('123456789' FROM -4 FOR 6), SUBSTRING('1', 9)",
                "1,",
            ),
            (
                "TRIM('  x '), TRIM(LEADING FROM ' x'), TRIM(BOTH '12' FROM '112x221')",
                "x,x,x",
            ),
            (
                "CAST('7' AS INT) + CAST('1.5' AS FLOAT), CAST('TRUE' AS BOOL)",
                "8.5,true",
            ),
            (
                "CAST(1.9 AS INTEGER), CAST(1 AS STRING) || 'x', CAST('1.50' AS DECIMAL(5,2))",
                "1,1x,1.50",
            ),
            (
                "CAST('x' AS INT)",
                "CastFailed An attempt to convert from one data type to another using CAST failed in the SQL expression.",
            ),
            (
                "DATE_ADD(month, 1, `2010T`), DATE_DIFF(day, `2010-01-01T`, CAST('2010-01-03' AS TIMESTAMP))",
                "2010-02T,2",
            ),
            (
                "EXTRACT(TIMEZONE_HOUR FROM TO_TIMESTAMP('2017-01-02T03:04:05+07:08')), UTCNOW()",
                "7,1970-01-01T00:00:00.000Z",
            ),
            (
                "TO_STRING(`1969-07-20T20:18Z`, 'y-MM-dd''T''H:m:ssX')",
                "1969-07-20T20:18:00Z",
            ),
        ] {
            assert_eq!(value(expression), expected, "{expression}");
        }
    }

    // Recorded, with their places; the others by the API reference.
    #[test]
    fn statements_that_are_refused() {
        for (expression, header, expected) in [
            (
                "SELECT * FROM S3OBJECT WHERE odd = true",
                "NONE",
                "InvalidColumnIndex The column index at line 1, column 30 is invalid. Please check the service documentation and try again.",
            ),
            (
                "SELECT * FROM S3OBJECT s WHERE s._1 = \"true\"",
                "NONE",
                "InvalidColumnIndex The column index at line 1, column 39 is invalid. Please check the service documentation and try again.",
            ),
            (
                "SELECT * FROM S3OBJECT s WHERE s.'odd' = 1",
                "NONE",
                "ParseInvalidPathComponent Invalid Path component, expecting either an IDENTIFIER or STAR, got: LITERAL,at line 1, column 34.",
            ),
            (
                "SELECT * FROM S3OBJECT s WHERE s.odd IS \"true\"",
                "NONE",
                "ParseExpectedTypeName Expected type name, found QUOTED_IDENTIFIER:'true' at line 1, column 41.",
            ),
            (
                "SELECT * FROM S3OBJECT s WHERE s.5 = `true`",
                "NONE",
                "ParseUnexpectedToken Unexpected token found LITERAL:5d-1 at line 1, column 33.",
            ),
            (
                "SELECT * FROM S3OBJECT s WHERE s.\"odd\" = `true`",
                "USE",
                "MissingHeaders Some headers in the query are missing from the file. Please check the file and try again.",
            ),
            (
                "SELECT * FROM S3OBJECT WHERE s.\"oddf\" = 'true'",
                "USE",
                "InvalidTableAlias Invalid table alias is specified at line 1, column 30. Please check the file and try again.",
            ),
        ] {
            assert_eq!(csv(expression, header, PEOPLE).unwrap_err(), expected);
        }
        let nested = format!(
            "SELECT {}1{} FROM S3Object",
            "(".repeat(5000),
            ")".repeat(5000)
        );
        let chained = format!("SELECT 1{} FROM S3Object", "+1".repeat(5000));
        let long = format!("SELECT '{}' FROM S3Object", "x".repeat(256 * 1024));
        for (expression, code) in [
            ("", "ParseUnexpectedToken"),
            ("SELECT FROM S3Object", "ParseEmptySelect"),
            ("SELECT 1", "ParseSelectMissingFrom"),
            (
                "SELECT *, 1 FROM S3Object",
                "ParseAsteriskIsNotAloneInSelectList",
            ),
            ("SELECT 1 FROM elsewhere", "EvaluatorBindingDoesNotExist"),
            (
                "SELECT 1 FROM S3Object, S3Object",
                "MultipleDataSourcesUnsupported",
            ),
            (
                "SELECT 1 FROM S3Object GROUP BY _1",
                "UnsupportedSqlStructure",
            ),
            (
                "SELECT _1, COUNT(*) FROM S3Object",
                "UnsupportedSqlStructure",
            ),
            (
                "SELECT 1 FROM S3Object WHERE COUNT(*) > 1",
                "UnsupportedSqlOperation",
            ),
            (
                "SELECT SUM(*) FROM S3Object",
                "ParseUnsupportedCallWithStar",
            ),
            (
                "SELECT SUM(1, 2) FROM S3Object",
                "ParseNonUnaryAgregateFunctionCall",
            ),
            ("SELECT SQRT(4) FROM S3Object", "UnsupportedFunction"),
            ("SELECT LOWER() FROM S3Object", "EvaluatorInvalidArguments"),
            (
                "SELECT LOWER(1) FROM S3Object",
                "IncorrectSqlFunctionArgumentType",
            ),
            ("SELECT CAST(1) FROM S3Object", "ParseCastArity"),
            ("SELECT CAST(1 AS DATE) FROM S3Object", "InvalidDataType"),
            ("SELECT 1 FROM S3Object LIMIT -1", "EvaluatorNegativeLimit"),
            ("SELECT 1 FROM S3Object LIMIT x", "ParseExpectedNumber"),
            (
                "SELECT 1 FROM S3Object WHERE % 1",
                "ParseUnexpectedOperator",
            ),
            ("SELECT 1 / 0 FROM S3Object", "IllegalSqlFunctionArgument"),
            (&nested, "MaxOperatorsExceeded"),
            (&chained, "MaxOperatorsExceeded"),
            (&long, "ExpressionTooLong"),
        ] {
            let refused = csv(expression, "NONE", PEOPLE).unwrap_err();
            assert_eq!(refused.split(' ').next(), Some(code), "{expression:.60}");
        }
    }

    #[test]
    fn long_lists_of_conditions_do_not_nest() {
        let conditions = vec!["_1 = 'x'"; 5000].join(" OR ");
        let list = vec!["'y'"; 5000].join(",");
        let expression = format!("SELECT 1 FROM S3Object WHERE {conditions} OR _1 IN ({list})");
        assert_eq!(
            csv(&expression, "NONE", "x\ny\nz\n").as_deref(),
            Ok("1\n1\n")
        );
    }

    // API_ScanRange.
    #[test]
    fn a_scan_range_takes_the_records_that_begin_in_it() {
        let ranged = |range: &str| {
            let document = document("SELECT _1 FROM S3Object", "<CSV/>", "CSV").replace(
                "</SelectObject",
                &format!("<ScanRange>{range}</ScanRange></SelectObject"),
            );
            let answer = run(&document, b"aaa\nbbb\nccc\n");
            answer.unwrap_or_else(|error| error.code().to_owned())
        };
        for (range, expected) in [
            ("<Start>0</Start><End>3</End>", "aaa\n"),
            ("<Start>0</Start><End>4</End>", "aaa\nbbb\n"),
            ("<Start>1</Start><End>4</End>", "bbb\n"),
            ("<Start>4</Start>", "bbb\nccc\n"),
            ("<End>4</End>", "ccc\n"),
            ("<Start>9</Start><End>10</End>", ""),
            ("<Start>5</Start><End>4</End>", "InvalidScanRange"),
            ("<Start>12</Start>", "InvalidScanRange"),
        ] {
            assert_eq!(ranged(range), expected, "{range}");
        }
    }

    #[test]
    fn a_document_with_more_records_than_fit_one_step_loses_none() {
        let object = format!("[{}]", vec!["{\"a\":\"0123456789\"}"; 40_000].join(","));
        let answer = json("SELECT s.a, s.a FROM S3Object[*][*] s", &object);
        assert_eq!(answer.lines().count(), 40_000);
        assert_eq!(
            json("SELECT COUNT(*) FROM S3Object[*][*]", &object),
            "{\"_1\":40000}\n"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(
            expression in prop_oneof![
                ".{0,60}",
                "(SELECT|FROM|WHERE|S3Object|s|\\*|,|\\(|\\)|\\[|\\]|\\.|'x'|1|-|=|AND|CASE|WHEN|THEN|END|CAST|AS|INT|TRIM|`2010T`|LIMIT|COUNT| ){0,30}",
            ],
            object in "[ab,\"\\\\\n\r#{}:\\[\\]0-9é ]{0,60}",
        ) {
            for selected in [expression.as_str(), "SELECT * FROM S3Object[*][*]", "SELECT _1, s.a FROM S3Object s"] {
                for input in [
                    "<CSV/>",
                    "<CSV><FileHeaderInfo>USE</FileHeaderInfo><AllowQuotedRecordDelimiter>true</AllowQuotedRecordDelimiter></CSV>",
                    "<JSON><Type>LINES</Type></JSON>",
                    "<CompressionType>BZIP2</CompressionType><CSV/>",
                    "<CompressionType>GZIP</CompressionType><CSV/>",
                ] {
                    let _ = run(&document(selected, input, "JSON"), object.as_bytes());
                }
            }
        }
    }
}
