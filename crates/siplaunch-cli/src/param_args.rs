use siplaunch::Portal;

/// The option of the launch links' parameter.
#[derive(clap::Args)]
pub(crate) struct ParamArgs {
    /// Query parameter of launch links that carries the token or sealed token
    #[arg(long = "param", value_name = "PARAM", default_value = Portal::DEFAULT_PARAM)]
    pub(crate) name: String,
}
