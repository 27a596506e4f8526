//! Nearly all `unsafe` of the host that is written by hand: taking compiled code for what it says it is, and calling a function
//! whose type was checked earlier. Who vouches for the bytes is `compiled`.
#![allow(unsafe_code)]

use std::marker::PhantomData;

use wasmtime::component::{Component, ComponentExportIndex, ComponentNamedList, Instance, Lift, Lower, TypedFunc};
use wasmtime::{Engine, Store};

use crate::compiled::OwnCode;

/// Makes a component of code that this host compiled.
pub(crate) fn deserialize(engine: &Engine, code: &OwnCode) -> wasmtime::Result<Component> {
    // SAFETY: the bytes must be what `Engine::precompile_component` made, unchanged. An `OwnCode` is made in two places only:
    // right after compiling, by this same program in a process that it started for nothing else and that ended well, and from a
    // file whose keyed hash under the host's secret key was found right. It owns its bytes,
    // so nobody can change them meanwhile. wasmtime itself refuses code of another version or configuration.
    unsafe { Component::deserialize(engine, code.bytes()) }
}

/// The place of a function among a component's exports, its type checked once. A fresh instance of the component need not
/// have it checked again, which would cost a tenth of a short call.
pub(crate) struct Checked<Params, Return> {
    place: ComponentExportIndex,
    types: PhantomData<fn() -> (Params, Return)>,
}

impl<Params, Return> Checked<Params, Return>
where
    Params: ComponentNamedList + Lower,
    Return: ComponentNamedList + Lift,
{
    /// Checks the type of the function at `place` in `instance`.
    pub(crate) fn new<T>(
        store: &mut Store<T>,
        instance: &Instance,
        place: ComponentExportIndex,
    ) -> wasmtime::Result<Self> {
        instance.get_typed_func::<Params, Return>(store, &place)?;
        Ok(Checked { place, types: PhantomData })
    }

    /// Calls the function in another instance of the same component.
    pub(crate) fn call<T>(
        &self,
        store: &mut Store<T>,
        instance: &Instance,
        params: Params,
    ) -> wasmtime::Result<Return> {
        let function = instance
            .get_func(&mut *store, self.place)
            .ok_or_else(|| wasmtime::format_err!("the function is of another component"))?;
        // SAFETY: the function must have the type `Params` → `Return`. A type belongs to the component, not to its instance:
        // `new` checked it, and `get_func` finds a place only in instances of the component that it was made for.
        let function = unsafe { TypedFunc::<Params, Return>::new_unchecked(function) };
        function.call(store, params)
    }
}
