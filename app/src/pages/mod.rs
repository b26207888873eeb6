//! The pages, by area.

pub mod access;
pub mod account;
pub mod admin;
pub mod home;
pub mod log;
pub mod not_found;
pub mod office;
pub mod roles;
pub mod security;
pub mod signing;
pub mod verify;
