//! Passkeys in the browser: hands a server's question to `navigator.credentials` and brings the answer back as JSON (`WebAuthn` Level 3,
//! section 5.1). By hand, because browsers of three years ago read and write no JSON of their own.

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only browsers stop"))]
pub(crate) enum Stopped {
    /// This browser has no passkeys, or none on a page without TLS.
    NotHere,
    /// The reader stopped it, took too long, or has none that fits. Browsers don't say which.
    Cancelled,
    /// This device holds one for this account already.
    HereAlready,
    /// Anything else.
    Failed,
}

#[cfg(feature = "hydrate")]
pub(crate) use browser::{create, get, is_here};

#[cfg(feature = "hydrate")]
mod browser {
    use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    use super::Stopped;

    /// Whether this browser, on this page, has passkeys.
    pub(crate) fn is_here() -> bool {
        let window = leptos::prelude::window();
        part(&window, "PublicKeyCredential").is_ok_and(|class| class.is_function())
            && part(&window.navigator(), "credentials").is_ok_and(|credentials| credentials.is_object())
    }

    /// Makes a passkey as the options ask.
    pub(crate) async fn create(options: &str) -> Result<String, Stopped> {
        answer("create", options, &["clientDataJSON", "attestationObject"]).await
    }

    /// Has the reader choose a passkey, and answers the options with it.
    pub(crate) async fn get(options: &str) -> Result<String, Stopped> {
        let parts = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];
        answer("get", options, &parts).await
    }

    async fn answer(method: &str, options: &str, parts: &[&str]) -> Result<String, Stopped> {
        if !is_here() {
            return Err(Stopped::NotHere);
        }
        let credentials = part(&leptos::prelude::window().navigator(), "credentials").map_err(failed)?;
        let asked: Function = part(&credentials, method).and_then(JsCast::dyn_into).map_err(failed)?;
        let options = readable(options).map_err(failed)?;
        let promise: Promise = asked
            .call1(&credentials, &options)
            .and_then(JsCast::dyn_into)
            .map_err(failed)?;
        let credential = JsFuture::from(promise).await.map_err(failed)?;
        if credential.is_null() {
            return Err(Stopped::Cancelled);
        }
        written(&credential, parts).map_err(failed)
    }

    /// What a browser refused with, by the names of its exceptions.
    #[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
    fn failed(error: JsValue) -> Stopped {
        match part(&error, "name").ok().and_then(|name| name.as_string()).as_deref() {
            Some("NotAllowedError" | "AbortError") => Stopped::Cancelled,
            Some("InvalidStateError") => Stopped::HereAlready,
            Some("SecurityError" | "NotSupportedError") => Stopped::NotHere,
            _ => Stopped::Failed,
        }
    }

    fn part(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
        Reflect::get(of, &JsValue::from_str(name))
    }

    fn set(of: &JsValue, name: &str, value: &JsValue) -> Result<(), JsValue> {
        Reflect::set(of, &JsValue::from_str(name), value).map(drop)
    }

    /// The options as the browser takes them: bytes where JSON has base64url.
    fn readable(options: &str) -> Result<JsValue, JsValue> {
        let options = JSON::parse(options)?;
        let asked = part(&options, "publicKey")?;
        make_bytes(&asked, "challenge")?;
        let user = part(&asked, "user")?;
        if user.is_object() {
            make_bytes(&user, "id")?;
        }
        for list in ["allowCredentials", "excludeCredentials"] {
            let list = part(&asked, list)?;
            if Array::is_array(&list) {
                for one in Array::from(&list).iter() {
                    make_bytes(&one, "id")?;
                }
            }
        }
        Ok(options)
    }

    fn make_bytes(of: &JsValue, name: &str) -> Result<(), JsValue> {
        let text = part(of, name)?.as_string().ok_or(JsValue::NULL)?;
        set(of, name, &Uint8Array::from(super::base64url::read(&text).as_slice()))
    }

    /// The credential as JSON: base64url where the browser has bytes.
    fn written(credential: &JsValue, parts: &[&str]) -> Result<String, JsValue> {
        let id = bytes(&part(credential, "rawId")?);
        let (out, response) = (Object::new(), Object::new());
        for name in ["id", "rawId"] {
            set(&out, name, &id)?;
        }
        set(&out, "type", &part(credential, "type")?)?;
        set(&out, "extensions", &Object::new())?;
        let given = part(credential, "response")?;
        for name in parts {
            let value = part(&given, name)?;
            // A second factor does not have to say whose it is.
            if value.is_object() {
                set(&response, name, &bytes(&value))?;
            }
        }
        set(&out, "response", &response)?;
        JSON::stringify(&out).map(String::from)
    }

    fn bytes(buffer: &JsValue) -> JsValue {
        JsValue::from_str(&super::base64url::write(&Uint8Array::new(buffer).to_vec()))
    }
}

/// RFC 4648, section 5, without padding.
#[cfg(any(test, feature = "hydrate"))]
mod base64url {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    pub(super) fn write(bytes: &[u8]) -> String {
        let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for three in bytes.chunks(3) {
            let held = three.iter().fold(0_u32, |held, byte| held << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
            for place in 0..=three.len() {
                let six = held >> (18 - 6 * place) & 63;
                out.push(char::from(ALPHABET[six as usize]));
            }
        }
        out
    }

    /// What our own server wrote: anything else in it is passed over.
    pub(super) fn read(text: &str) -> Vec<u8> {
        let (mut out, mut held, mut bits) = (Vec::with_capacity(text.len() * 3 / 4), 0_u32, 0_u32);
        for letter in text.bytes() {
            let Some(six) = ALPHABET.iter().position(|known| *known == letter) else {
                continue;
            };
            held = held << 6 | u32::try_from(six).unwrap_or_default();
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                out.push((held >> bits & 0xff) as u8);
            }
        }
        out
    }

    #[cfg(test)]
    mod tests {
        use super::{read, write};

        #[test]
        fn bytes_come_back_as_they_went() {
            for (bytes, text) in [
                (&b""[..], ""),
                (b"f", "Zg"),
                (b"fo", "Zm8"),
                (b"foo", "Zm9v"),
                (b"foob", "Zm9vYg"),
                (&[0xfb, 0xff, 0xfe], "-__-"),
            ] {
                assert_eq!((write(bytes).as_str(), read(text).as_slice()), (text, bytes));
            }
        }
    }
}
