//! What browser and server both compile: pages, components, server functions and texts.

pub mod api;
