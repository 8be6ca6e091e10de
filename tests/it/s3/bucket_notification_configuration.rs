//! The notification configuration of a bucket: shape, validation, and what comes back.

use super::*;

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";

fn queue(id: &str, arn: &str, event: &str, filter: &str) -> String {
    format!(
        "<QueueConfiguration><Id>{id}</Id><Queue>{arn}</Queue><Event>{event}</Event>{filter}\
         </QueueConfiguration>"
    )
}

fn set(server: &TestServer, inner: &str) -> Reply {
    let body = format!("<NotificationConfiguration>{inner}</NotificationConfiguration>");
    configure(server, "notification", &body)
}

fn filter(rules: &[(&str, &str)]) -> String {
    let rules: String = rules
        .iter()
        .map(|(name, value)| {
            format!("<FilterRule><Name>{name}</Name><Value>{value}</Value></FilterRule>")
        })
        .collect();
    format!("<Filter><S3Key>{rules}</S3Key></Filter>")
}

#[test]
fn a_bucket_notifies_nobody_at_first() {
    let server = with_bucket();
    let empty = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<NotificationConfiguration \
                 xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>";
    assert_eq!(get(&server, "/pail?notification").text(), empty);
    let reply = set(&server, &queue("i", QUEUE, "s3:ObjectCreated:*", ""));
    assert_eq!((reply.status, reply.text().as_str()), (200, ""));
    assert_eq!(set(&server, "").status, 200);
    assert_eq!(get(&server, "/pail?notification").text(), empty);
}

// Recorded: names of filter rules come back capitalized.
#[test]
fn a_configuration_comes_back() {
    let server = with_bucket();
    let rules = [("prefix", "in/"), ("SUFFIX", ".txt")];
    let given =
        queue("i", QUEUE, "s3:ObjectCreated:*", &filter(&rules)) + "<EventBridgeConfiguration/>";
    assert_eq!(set(&server, &given).status, 200);
    let shown = queue(
        "i",
        QUEUE,
        "s3:ObjectCreated:*",
        &filter(&[("Prefix", "in/"), ("Suffix", ".txt")]),
    ) + "<EventBridgeConfiguration/>";
    assert_eq!(
        get(&server, "/pail?notification").text(),
        document("NotificationConfiguration", &shown)
    );
}

#[test]
fn an_id_is_made_up_where_none_is_given() {
    let server = with_bucket();
    let queue = queue("", QUEUE, "s3:ObjectCreated:*", "").replace("<Id></Id>", "");
    assert_eq!(set(&server, &queue).status, 200);
    let id = get(&server, "/pail?notification").element("Id").unwrap();
    assert_eq!(id.len(), 48);
}

// ARNs and filters are recorded, the other texts are AWS's as its users quote them.
#[test]
fn wrong_configurations_are_refused() {
    let server = with_bucket();
    let created = "s3:ObjectCreated:*";
    let other_region = "arn:aws:sqs:eu-west-1:000000000000:q";
    let topic = "arn:aws:sns:us-east-1:000000000000:t";
    let prefixes = filter(&[("prefix", "a"), ("prefix", "b")]);
    let argument = |name: &str, value: &str| {
        format!("<ArgumentName>{name}</ArgumentName><ArgumentValue>{value}</ArgumentValue>")
    };
    for (inner, message, fields) in [
        (
            queue("i", "invalid-queue", created, ""),
            "The ARN could not be parsed",
            argument("Queue", "invalid-queue"),
        ),
        (
            queue("i", topic, created, ""),
            "The ARN is not well formed",
            argument("Queue", topic),
        ),
        (
            queue("i", other_region, created, ""),
            "The notification destination service region is not valid for the bucket location \
             constraint",
            argument("Queue", other_region),
        ),
        (
            queue("i", QUEUE, "s3:ObjectEaten", ""),
            "The event 's3:ObjectEaten' is not supported for notifications",
            argument("Event", "s3:ObjectEaten"),
        ),
        (
            queue("i", QUEUE, created, &filter(&[("INVALID", "a")])),
            "filter rule name must be either prefix or suffix",
            argument("FilterRule.Name", "INVALID"),
        ),
        (
            queue("i", QUEUE, created, &prefixes),
            "Cannot specify more than one prefix rule in a filter.",
            String::new(),
        ),
        (
            queue("i", QUEUE, created, "") + &queue("j", QUEUE, "s3:ObjectCreated:Put", ""),
            "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if \
             the prefixes are overlapping for the same event type.",
            String::new(),
        ),
        (
            queue("i", QUEUE, created, "") + &queue("i", QUEUE, "s3:ObjectRemoved:*", ""),
            "Same ID used for multiple configurations. IDs must be unique",
            String::new(),
        ),
    ] {
        assert_error(
            &set(&server, &inner),
            400,
            &format!("<Code>InvalidArgument</Code><Message>{message}</Message>{fields}"),
        );
    }
    let without_event = format!("<QueueConfiguration><Queue>{QUEUE}</Queue></QueueConfiguration>");
    assert_eq!(
        set(&server, &without_event).element("Code").as_deref(),
        Some("MalformedXML")
    );
    let many: String = (0..101)
        .map(|number| queue(&number.to_string(), QUEUE, created, ""))
        .collect();
    assert_eq!(set(&server, &many).status, 400);
}

fn function(name: &str) -> String {
    format!(
        "<CloudFunctionConfiguration><Id>{name}</Id><CloudFunction>{}</CloudFunction>\
         <Event>s3:ObjectCreated:*</Event>{}</CloudFunctionConfiguration>",
        arn(name),
        filter(&[("Prefix", name)])
    )
}

fn arn(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:000000000000:function:{name}")
}

// Recorded.
#[test]
fn a_function_must_be_there_and_let_s3_run_it() {
    let server = with_bucket();
    let refused = |number: usize, name: &str| {
        let arn = arn(name);
        format!(
            "<ArgumentName{number}>{arn}, null</ArgumentName{number}><ArgumentValue{number}>Not \
             authorized to invoke function [{arn}]</ArgumentValue{number}>"
        )
    };
    let error = format!(
        "<Code>InvalidArgument</Code><Message>Unable to validate the following destination \
         configurations</Message>{}{}",
        refused(1, "f"),
        refused(2, "g")
    );
    let both = function("f") + &function("g");
    assert_error(&set(&server, &both), 400, &error);
    crate::lambda::create(&server, "f");
    crate::lambda::create(&server, "g");
    assert_error(&set(&server, &both), 400, &error);
    crate::lambda::permit_s3(&server, "f", "arn:aws:s3:::pail");
    crate::lambda::permit_s3(&server, "g", "arn:aws:s3:::another");
    let one = refused(1, "g");
    let error = error
        .replace(&refused(1, "f"), "")
        .replace(&refused(2, "g"), &one);
    assert_error(&set(&server, &both), 400, &error);
    assert_eq!(set(&server, &function("f")).status, 200);
}

// Recorded.
#[test]
fn destinations_are_not_looked_at_when_that_is_asked_for() {
    let server = with_bucket();
    let body = format!(
        "<NotificationConfiguration>{}</NotificationConfiguration>",
        function("f")
    );
    let reply = request(&server, "PUT", "/pail?notification")
        .header("x-amz-skip-destination-validation", "true")
        .body(body)
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        get(&server, "/_ruststack/events").json()["events"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    let shown = get(&server, "/pail?notification").element("CloudFunction");
    assert_eq!(shown, Some(arn("f")));
}
