//! What an event source ARN names.

use crate::aws::arn::Arn;

/// The kinds of event source that Lambda reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    DynamoDb,
    Kinesis,
    Sqs,
    /// Amazon MSK, or a cluster of one's own.
    Kafka,
    Mq,
    DocumentDb,
}

impl Source {
    /// `None` for what Lambda reads no events from.
    pub(crate) fn of(arn: &str) -> Option<Self> {
        let arn = Arn::parse(arn)?;
        Some(match arn.service {
            "dynamodb" if arn.resource.contains("/stream/") => Self::DynamoDb,
            "kinesis" => Self::Kinesis,
            "sqs" => Self::Sqs,
            "kafka" => Self::Kafka,
            "mq" => Self::Mq,
            "rds" => Self::DocumentDb,
            _ => return None,
        })
    }

    /// Whether reading begins at a place that the request names.
    pub(crate) fn is_stream(self) -> bool {
        !matches!(self, Self::Sqs | Self::Mq)
    }

    /// As the answers for what is not here name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DynamoDb => "DynamoDB stream",
            Self::Kinesis => "Kinesis stream",
            Self::Sqs => "SQS queue",
            Self::Kafka => "Kafka cluster",
            Self::Mq => "MQ broker",
            Self::DocumentDb => "DocumentDB cluster",
        }
    }
}
