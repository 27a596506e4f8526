//! wardroom-plugin
