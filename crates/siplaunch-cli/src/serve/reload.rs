use super::{
    current::Current,
    log::{Event, Loaded, Log},
    metrics::Metrics,
};
use crate::handler_args::HandlerArgs;

/// Reads the handler's files again. A bad one changes nothing.
pub(crate) fn reload(args: &HandlerArgs, current: &Current, metrics: &Metrics, log: &Log) {
    let loaded = args.load();
    metrics.count_reload(loaded.is_ok());
    match loaded {
        Ok(handler) => {
            current.set(handler);
            let handler = current.get();
            metrics.see_revoked(&handler);
            log.write(Event::Reloaded(Loaded::new(&handler)));
        }
        Err(error) => log.write(Event::ReloadFailed { error: format!("{error:#}; the old state is kept") }),
    }
}
