//! DescribeEndpoints (API reference, "DescribeEndpoints"): the host that the client asked already,
//! so that endpoint discovery does not lead it away.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::wire::shape::{NoInput, Output};
use crate::dynamodb::wire::writer::Writer;

const CACHE_MINUTES: u32 = 1440;

pub(crate) struct DescribeEndpointsOutput {
    address: String,
}

impl Output for DescribeEndpointsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("Endpoints").list([&self.address], |w, address| {
                w.object(|w| {
                    w.name("Address").text(address);
                    w.name("CachePeriodInMinutes").plain(CACHE_MINUTES);
                });
            });
        });
    }
}

pub(crate) fn describe_endpoints(
    _engine: &Engine,
    context: &RequestContext,
    _input: NoInput,
) -> Result<DescribeEndpointsOutput, AwsError> {
    Ok(DescribeEndpointsOutput {
        address: context.host.clone(),
    })
}
