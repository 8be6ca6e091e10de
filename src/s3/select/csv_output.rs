//! Writes results as CSV.

/// How results are written.
#[derive(Clone, Debug)]
pub(super) struct CsvOutput {
    /// Around every field, not just around those that need it.
    pub(super) quotes_always: bool,
    pub(super) quote: Option<char>,
    pub(super) quote_escape: char,
    pub(super) field_delimiter: String,
    pub(super) record_delimiter: String,
}

impl Default for CsvOutput {
    /// API_CSVOutput.
    fn default() -> Self {
        Self {
            quotes_always: false,
            quote: Some('"'),
            quote_escape: '"',
            field_delimiter: ",".to_owned(),
            record_delimiter: "\n".to_owned(),
        }
    }
}

impl CsvOutput {
    /// Writes one field; `is_first` of its record.
    pub(super) fn write(&self, out: &mut String, field: &str, is_first: bool) {
        if !is_first {
            out.push_str(&self.field_delimiter);
        }
        match self.quote {
            Some(quote) if self.quotes_always || self.needs_quotes(field, quote) => {
                out.push(quote);
                for character in field.chars() {
                    if character == quote {
                        out.push(self.quote_escape);
                    }
                    out.push(character);
                }
                out.push(quote);
            }
            _ => out.push_str(field),
        }
    }

    fn needs_quotes(&self, field: &str, quote: char) -> bool {
        let holds = |sign: &str| !sign.is_empty() && field.contains(sign);
        field.contains(quote) || holds(&self.field_delimiter) || holds(&self.record_delimiter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_where_they_are_needed_or_always() {
        let written = |output: &CsvOutput| {
            let mut out = String::new();
            for (at, field) in ["a", "b,c", "d\"e", "f\ng", ""].into_iter().enumerate() {
                output.write(&mut out, field, at == 0);
            }
            out
        };
        let mut output = CsvOutput::default();
        assert_eq!(written(&output), "a,\"b,c\",\"d\"\"e\",\"f\ng\",");
        output.quotes_always = true;
        output.quote_escape = '\\';
        assert_eq!(written(&output), "\"a\",\"b,c\",\"d\\\"e\",\"f\ng\",\"\"");
    }
}
