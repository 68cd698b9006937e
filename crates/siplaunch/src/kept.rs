//! The memory of keys.

#[cfg(not(all(feature = "alloc", target_has_atomic = "ptr")))]
pub(crate) use self::inline::Kept;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub(crate) use self::shared::Kept;

#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod shared {
    use alloc::sync::Arc;
    use core::ops::Deref;

    use zeroize::Zeroize as _;

    use crate::Error;

    /// A secret that wipes itself when it is dropped and never changes its place: a move or a clone of its owner copies a
    /// pointer.
    pub(crate) struct Kept<T>(Arc<T>);

    impl<T> Kept<T> {
        pub(crate) fn new(make: impl FnOnce() -> Result<T, Error>) -> Result<Self, Error> {
            let kept = make_below(make);
            wipe_stack();
            kept
        }
    }

    /// All that makes the secret is on the stack below the caller.
    #[inline(never)]
    fn make_below<T>(make: impl FnOnce() -> Result<T, Error>) -> Result<Kept<T>, Error> {
        make().map(|secret| Kept(Arc::new(secret)))
    }

    /// More of the stack than making a key schedule takes: each move of it has left a copy.
    #[inline(never)]
    fn wipe_stack() {
        [0_u64; 1024].zeroize();
    }

    impl<T> Clone for Kept<T> {
        fn clone(&self) -> Self {
            Self(Arc::clone(&self.0))
        }
    }

    impl<T> Deref for Kept<T> {
        type Target = T;

        #[inline]
        fn deref(&self) -> &T {
            &self.0
        }
    }
}

#[cfg(not(all(feature = "alloc", target_has_atomic = "ptr")))]
mod inline {
    use core::ops::Deref;

    use crate::Error;

    /// A secret that wipes itself when it is dropped. Without an allocator it is a part of its owner.
    #[derive(Clone)]
    pub(crate) struct Kept<T>(T);

    impl<T> Kept<T> {
        pub(crate) fn new(make: impl FnOnce() -> Result<T, Error>) -> Result<Self, Error> {
            make().map(Self)
        }
    }

    impl<T> Deref for Kept<T> {
        type Target = T;

        #[inline]
        fn deref(&self) -> &T {
            &self.0
        }
    }
}
