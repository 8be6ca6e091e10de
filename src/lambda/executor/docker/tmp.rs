//! `/tmp` of a container, as large as the function asks for.

use crate::lambda::functions::version::FunctionVersion;

use super::engine::Machine;

/// A `/tmp` in memory may take this part of the engine's machine at most.
const PART_OF_MACHINE: u64 = 4;

/// Where temporary files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tmp {
    /// In memory, with a size. Engines count it as memory of the container, whose limit is raised by as
    /// much; whether the function alone uses too much is looked at from inside.
    InMemory { mb: u32 },
    /// On the engine's disk, without a limit: no engine knows one that works on every disk.
    OnDisk,
}

impl Tmp {
    /// In memory where somebody can look at the function's, and the machine has enough.
    pub(super) fn of(function: &FunctionVersion, machine: &Machine) -> Self {
        let mb = function.ephemeral_mb;
        match machine.lends_init && u64::from(mb) * PART_OF_MACHINE <= machine.memory_mb {
            true => Self::InMemory { mb },
            false => Self::OnDisk,
        }
    }

    /// How much the engine lets the container use besides the function's memory.
    pub(super) fn memory_mb(self) -> u32 {
        match self {
            Self::InMemory { mb } => mb,
            Self::OnDisk => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::functions::version::tests::function;

    #[test]
    fn what_is_in_memory_is_a_quarter_of_the_machines_at_most() {
        let function = function();
        let of = |lends_init, memory_mb| {
            let machine = Machine {
                lends_init,
                memory_mb,
            };
            Tmp::of(&function, &machine)
        };
        assert_eq!(of(true, 2048), Tmp::InMemory { mb: 512 });
        assert_eq!(of(true, 2047), Tmp::OnDisk);
        assert_eq!(of(false, 8192), Tmp::OnDisk);
    }
}
