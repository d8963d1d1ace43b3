//! All compiled-in backends accept equal signatures, and refuse equal signatures.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::*;
use crate::validator::keys::KeySet;

/// The signed message.
const MESSAGE: &[u8] = b"entra-perms 68";

fn bytes(base64: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(base64).unwrap()
}

/// Asserts that all backends accept the signature if `good`, and that all refuse it otherwise.
fn expect(good: bool, modulus: &[u8], exponent: &[u8], signature: &[u8], case: &str) {
    for backend in Backend::COMPILED_IN {
        let key = backend.key(modulus, exponent);
        assert_eq!(
            key.is_some_and(|key| key.verify(MESSAGE, signature)),
            good,
            "{backend:?}: {case}"
        );
    }
}

#[test]
fn each_backend_passes_the_self_test() {
    for backend in Backend::COMPILED_IN {
        assert!(backend.works(), "{backend:?}");
    }
}

#[test]
fn the_fastest_backend_is_first() {
    let fastest = Backend::COMPILED_IN.first().map(|backend| format!("{backend:?}"));
    let expected = if cfg!(feature = "aws-lc-rs") { "AwsLc" } else { "RustCrypto" };
    assert_eq!(fastest.as_deref(), Some(expected));
}

#[test]
fn an_unsound_backend_fails_the_self_test() {
    assert!(!is_sound(|_, _| false));
    assert!(!is_sound(|_, _| true));
    assert!(!is_sound(|message, _| message != b"entra-perms"));
}

#[test]
fn only_the_good_signature_is_accepted() {
    let modulus = bytes(MODULUS);
    let good = bytes(GOOD);
    let expect = |wanted, signature: &[u8], case: &str| {
        expect(wanted, &modulus, &[1, 0, 1], signature, case);
    };
    expect(true, &good, "good");
    for bit in [0, 1, 7, 8, 9, 1023, 1024, 2040, 2047] {
        let mut flipped = good.clone();
        flipped[bit / 8] ^= 0x80 >> (bit % 8);
        expect(false, &flipped, &format!("bit {bit} flipped"));
    }
    expect(false, &[], "nothing");
    expect(false, &[0], "one zero");
    expect(false, &good[..255], "the last byte missing");
    expect(false, &good[1..], "the zero at the front missing");
    expect(false, &[&[0], &*good].concat(), "one more zero at the front");
    expect(false, &[&*good, &[0]].concat(), "one more zero at the end");
    expect(false, &good.repeat(2), "twice");
    for byte in [0, 1, 0xFF] {
        expect(false, &[byte; 256], &format!("all bytes {byte}"));
    }
    expect(false, &modulus, "the modulus");
    expect(false, &bytes(ABOVE_MODULUS), "above the modulus");
}

#[test]
fn no_other_padding_is_accepted() {
    for (signature, case) in [
        (SHA1, "SHA-1"),
        (SHA512, "SHA-512"),
        (WITHOUT_NULL, "without `NULL`"),
        (WITHOUT_DIGEST_INFO, "without `DigestInfo`"),
        (GARBAGE_AFTER_HASH, "garbage after the hash"),
        (BLOCK_TYPE_2, "block type 2"),
        (PADDED_WITH_ZEROS, "padded with zeros"),
        (PSS, "PSS"),
    ] {
        expect(false, &bytes(MODULUS), &[1, 0, 1], &bytes(signature), case);
    }
}

/// All backends must accept each key that [`KeySet`] accepts. Otherwise, every signature with the
/// key would be invalid.
#[test]
fn every_backend_accepts_the_largest_usable_key() {
    let key = json!({ "kty": "RSA", "kid": "large", "n": LARGE_MODULUS, "e": LARGE_EXPONENT });
    let key = KeySet::read(&json!({ "keys": [key] })).find("large").unwrap();
    let (modulus, exponent) = key.numbers();
    expect(true, modulus, exponent, &bytes(SIGNED_WITH_LARGE), "the largest");
}

/// [`KeySet`] rejects most of these keys. The backends must not depend on that.
#[test]
fn no_key_makes_a_backend_panic() {
    fn number(bytes: usize) -> Vec<u8> {
        let mut number = vec![0xA5; bytes];
        number[0] = 0x80;
        number
    }
    let even = [&number(255), &[2][..]].concat();
    for modulus in [
        vec![],
        vec![0],
        vec![1],
        vec![3],
        vec![0; 256],
        even,
        number(256),
        number(512),
        number(2048),
    ] {
        for exponent in
            [vec![], vec![0], vec![1], vec![2], vec![3], vec![1, 0, 0], vec![0xFF; 8], number(257)]
        {
            for signature in [0, 1, modulus.len(), 256] {
                let case = format!("{} bytes to the power of {exponent:?}", modulus.len());
                expect(false, &modulus, &exponent, &vec![2; signature], &case);
            }
        }
    }
}

/// The modulus of a key that was made for these tests. Its private half was thrown away. The
/// exponent is 65537.
const MODULUS: &str = "\
    zqIvpm6dYtVz15CEc7IN8PDePoLCmmiKA-8Acuf13XNM0-pe1USqLwABhYpegoQM1Y2n49jYqMDXOX1h6tdaVUcp1V8u\
    i5nxH4B96K3_t9I93zUeHJXHJ6lO98CoQNEyGsiO-Y237gUUdaVz2AtS7weybEzroskMJYjxfQh3m4-qG5qyQjkpX301\
    kNqALMIo6nyACrvMjLmwsOnErmSlXYiIk3XRH0KFWXHh1Z8w1U_NnPhGuOiJsiuED06GXJaooc5mKIcIw4CalH-Tk_bX\
    28d4uDEr2UqzPanZq0E3YWXqMqXMEZCvBNdwt635lMNwFGgpXqjmFK979DETceSpRQ";

/// A good signature (RFC 8017, section 8.2). It begins with a zero, so that a test can omit the
/// zero.
const GOOD: &str = "\
    ADH44awLvSTlFTYGCXm0sQXtD9kDUKSDWYdCuAhPxzMy5GeoiAZaivDFnGpr9yyXyHk81-CtgqIFEyIRis5GGIatplxD\
    ZOlgswiRUY1UOYkZwwCA5AAUR-LROlO18gjIFPZcuL4SMrebJo7isNiIvOw5tTvbx-fcGhdZbxg9Cu6c7EkuRyidOjI3\
    OJ3wIp-XJgkLisHaTpmERn80MxMczRp56u5y0UbhJcVB0px2cNUGCQWzLxthcAkK41DZzzxEj5NrrUTiAOXp_oRf5di3\
    1gqVUpusJFJDMlrHKLUBYmN4DZgdSGgDjNFvRtR8Qs9uabSHfpVJ35GsteonHAgS_A";

/// The good signature plus the modulus. It is an equal number modulo the modulus, so a verifier
/// must check its range first (RFC 8017, section 8.2.2, step 2).
const ABOVE_MODULUS: &str = "\
    ztQoiBqpH_pY7MaKfSvCofbLTlvF6w0NXXZDKvBFpKZ_uFIHXUsEufDHIfTKebCkngbku7mGK2LcTJ9zdaWgbc3Xe7tx\
    8INR0okPOjtT8VtXojWfAJXbb4wgMhReMtn6L77rskvKILyvnDRWiOPbq_PsIYjHarDoP6BK7CC0pn5HB-PgiWHGma9s\
    yXhwT2HAEIWLlX2m21M092j44XfCKqMCfmRD8IlmfzcjqDunRiTTpf356APrIjSO8p9gK9LtMWHR1cvqxGaEkwPzec-P\
    sdIOCszX_Zz2cASg0_Y4w8liQD3pWfiykajf_oJ115Lefhyw3T4v9EEoqhs6jey8QQ";

/// Has the `DigestInfo` of SHA-1.
const SHA1: &str = "\
    B-ZPa65ekJXL_TxuvlwB8v37cVAUUW7QJcwoXCISSiMlS22PVhbuxj9cEI1xFVHA1iwIDDiqJIytXVEHKzUhjOCdkncS\
    sHQujq0uEeHoVPtdQdjiLzFH8pWH1-RhKBUy_eoqUm43KCNlc2dxqH3sjBCR3jvAVA9DBBRDJq2zyW0CQD6eB7T4jeWU\
    rKztWFpXjX2_v-n2X_QpRKcoTnQca6qDZJUZs-hEHgg7VBiSxx4x2KzPsIZmyUqQMoKmI6a7_gvL2NQM8b1iiFeACLg1\
    ZkI41FUiCTPoivK17O8QuD0G8MimPl6qbhzhZxKsgN4IgkxCjs1Nvgeup1438feKeQ";

/// Has the `DigestInfo` of SHA-512.
const SHA512: &str = "\
    CMqXt68QJl3B_SeTkeHgX8ZSZ5Gd2xez2AeMTSdUtNM5Hi87ficWBTfo4waqSXx3DSWh237czIVLka-Vwvqzg8JjW_hd\
    iK0xYSYWbevxB-FvHBRsaFeUNKQokbcXNZOx4qzklVoojXSUgPqn9o5K-n9IwrtpGazKp8YHgGuvCnzxiBmU22my93Di\
    -FDqvuwp2uena1oq_zSL9xcmoI7PhYp2Z4IlzGMdPhMezu68L6eWJk-Y-n4x5cuwt7cEsAycnb-tUmrimM4CYm87iijD\
    jOy4o28Xtz_rULrlyZSUNkQ9onRqYcYSSGWNsp7Ig2fB6icpHbGs_9ykPAndWPCRmg";

/// Has a `DigestInfo` without the `NULL` parameters of the algorithm.
const WITHOUT_NULL: &str = "\
    g0VDBcXAITGEOnkmI6ECJLtQmZEoLI57P7y_9tHUwmAP5Qlw-mwof7vX8TASbyQE5mB6-Q0kuZv9snJNQktk4IPaOoCn\
    NmUtFjTcjfgyaxl5OfnfP7wSMShdqdbxTUHuC1W2_lmu1SolDBsod4Lrq7FlVd0GFowGwf1ZUQ0-8Llfl3NCqQs6QEuR\
    X534-_8n8MAHgDIF-7IYrU7-Hw7wzYXh6rhpCwdkWtBAGpagEYEbgSPop15zatHPfNX-V_GVFrXVLuE60xCa2Y4HVck4\
    tVOxAd4izlECUw2hgBURG5D4EwiLhpGbKoNxTTRaDUx5clzCpFeMZkxGG4-chLpF_g";

/// Has the hash without a `DigestInfo`.
const WITHOUT_DIGEST_INFO: &str = "\
    IIsOrMibeZk75aLGd8FjE2StA7un_5Jv7FNEn0GrjImdIj7bw10P_8UQS_XUuroqIMhoXdzDRH1CcfdAVzyLe7Ybnvh_\
    Fj5g8OJEmoUHhcuefJFn8sJfsK1Ndcpiq8ERWBl8EpLRAeTPOqvP7I6eXMVugAm7mlFkgEn0qXPJ3QHYRCxALVRvtXSG\
    9Fx_LwKXOFsk9dElg-efIeSqDzgY8kHZQHtYMXKko5VxR3ye45t3poi0hNKmMI_zgRC70A62vLPULQery3RiVXiJp8s0\
    42esR61A7-23wiHqCYFxW5M3iu8zRgy6noIhz9LvXFxvLbgYx3goFx3cCY6qiC8vrA";

/// Has eight bytes of padding, and garbage after the hash. Bleichenbacher forged such signatures
/// for the exponent 3.
const GARBAGE_AFTER_HASH: &str = "\
    tEhs9PzvV_TPW_daltoWGRYCCO0So2z2VoQORXRJKwXtEaNoX64Wup63zVpToF-WdbUv6gAUah0lrcUAzQs431SH9zcq\
    _xrgbY8XAbfLabYWQHyl7QNKJOOwbcB8ciIaHXXCXgmr6zmSLqXD6FwmbeAXpaXUA75npPasLa1tlqx56VfiDvM0Drkc\
    hcb26j68CFsqvLZUFtthHf0S6tCuURCFDqlZSnJo46rQvKDj7UMdSB6MfSdzIjNkxM41IUqRQEAl0nxBuReX3cA_7qQp\
    vqGWvNkPY3PJdAgakRcA8VLKluYLv34i6S1E1uPyUUqpaXs09RJd6ftJxmuVsSllJw";

/// Has the block type of encryption.
const BLOCK_TYPE_2: &str = "\
    FXv_KtxIQ-8xvHbqbI2yQ3ORl3UL3dBxv0N52Cd9vYYzlPPiyrFoD87cKlxlw9OG73QFLax_DxzP1DlM_Pw7BDKaHpF_\
    NsU6OA1CTLj6TuQy3yfuN8K6ZvrsLCNLESKNkxrQFVWtmEBYsSTy9_tXzbF853DJthIGrKNDgIHTai7K1COlqinBsSgY\
    C6NAFfRHfvKCIJoWqPvVyt_7pzgv2aNH-i1IbMmBK0UpwSQwOlhjGfTeJtSkQEkdQAGfidjt3ZbUr4DCpBEMaCQGwXaN\
    wWeOVQaXw8FqhisUwe0kWoer5GZfiW1RqLAw3o523kDz3512PknLIvFCKXlqyui_7g";

/// Is padded with zeros.
const PADDED_WITH_ZEROS: &str = "\
    gfoI3yjy6lHrvAMRepNPQ7KIjHzUNITd54H-u93nQRLVi9-VRB5MUqlrDD2VaSirXzVBTisECYt7jXeVWWcgD3lS7obe\
    yOniJgnqTM1MUyWZj-h_h9LT94lEX6I6U6VYmdKpN67OP3Dl-F0NUXHnnrw_dQdoshc6-Pziq_d9Y-oY13Tn0oAiA7Ig\
    jz9HlggTrAewWuJcsGZT54wWjQgNR6cE85RLSvx6--w6cJn2c3fcWn3JvMeAUhiwpVSdYCQh76jAIL0AO7IsM_6F0lhq\
    81pkJCHkXUnBbUFQ2TyGoQlLjYsiM8XNW4hs9uUJdWBd2BVeopK_3G_RxI0iDRDirg";

/// A signature of RSASSA-PSS with SHA-256 (PS256).
const PSS: &str = "\
    u8JwLSM7RAODJBFPZ9sH4GEYelgVW9nMdfffof50Kr0RSM0gBtQcBJ589g-KdsTbGZYr95aDRgc75wVJ5OAocqMfHlRu\
    7RNxjuUqnJZBwRKrSk3aoYZEMdRLElDCad9QSe1XoDVSQOzTIX2fBGWexKHka3MKQvy-lfROfbDc09etD5nkP5TYXAA1\
    TRKK_q8DzK9MVCRWkcd--3Go_sDRWnBe7neCXc-l-RDjoMHGki61deZOgllpkRrRIz-2BSvPRQWFmtYYsLZoh3ZrHTNK\
    EdwLh23a5MwGdIvRQ4VpynwFWKPoiCekPeXrj1mRh_rv83NhAw_cchfmMQm3fW4zAQ";

/// A modulus of 4096 bits.
const LARGE_MODULUS: &str = "\
    xizQMEZTSXXNHV5cdF1c-YeplzpuMPh_lEfPV36qVYmJquCLvZeM60m0B4QPT9MVA67U6M2qW9ujx3hr1SOu7L9JH4CL\
    32eTCO6iLuawxSie8FEj7sM6KZ0yOvK8URyk7gO1BGbFWbaigNKRQegn0ienZ_J-N3adMqykV76pmIroesIruAWjFxvm\
    DZwwEJm3dSmgtdbOb8XGobfGjn72Y7ElHRALNGR2w9DE_XWq54LwVWBFwafnRsUgTsdfLrtCVxOuxAwSgM9Id7bgWgAt\
    pNaaKliTGLSQORuJ8eLMOAQ_UdpGPoXYbiaWQM1PXSBjV5zLb0ZWeYOTwg9PU8q_3pwy8RjhpPTLa-EDzwmFD-jbKKOs\
    JcWGdZ1U_Iwy5ZXnnvK-wC-Iwvbw0I7coDCerg3auUwKBxcuaeR2jGLWTZNVT_OmoERh3yOUnBh1Mr3dKMbMZUf8OJEV\
    wACOxwgqAToz8gz-5KWMXlkCPtnBqnxtHSSk_xygGjoP9KxvjxFECad76yUXuJsZPDV1_odAY4zRhGS8ENu8rfk7qdB-\
    58lVkiLYEHH4zT3GNS2ItAT9jNgSec6MHQigbNf0l0SQC-YezY0noCGfrYeBtmbg34CLod-zg-lPKUoauzMHuZwQi3md\
    lDljO2e9B3WVMqleNstxgm1SDcPA-xkP9PzZsx0";

/// 2³³ − 1.
const LARGE_EXPONENT: &str = "Af____8";

/// The signature of [`MESSAGE`] with the large key.
const SIGNED_WITH_LARGE: &str = "\
    Hrv9IBEkQtOqQ45YsE42Lhh0AChWl131WYxC9HFLDxw7gW0Q_mQpAgEHMPd718BR9fml_ipZhOxa2Vt0BgxdEHE4DqoN\
    3IjlUQbkCgFhOU1R1jv7ojttKKq9OwbzXN4nqe4t4fhCIC0Ip5-LCXx2teMzaNxLnDeZeoGUS3yLU0z5CLa5bIrtttyu\
    ZQJGN4e6sc5-QFfQ7Cr0FMQO8AlFkvMWGjRB5yrxhH21Mu_QEGvKHRr0Urx7Giqm8fP-uUWUCQYgmFNlrVAzXoXw0Qh-\
    C_HU7S-otrvasYU6eskpiYS04ZEXhaoT2JHkdIm3A65ltqzKd1osW9zap7KYMPllbz9HE_b1skTZU-ZInaW--bVMJVWg\
    ZedVDhcSFsS-MuRfygL97JC-3EJ7x7YuYDBeU5dnlwHuKp8CILGZBC41_dn3a_W480ntswWZshOw7oYmRnieT5t4RzNX\
    KbY7EKsFimf4m6udKjsQHtCk8te2QqBEgoG2k6ky4WDaMFLEUG8NH41EAAsfdZA0uTE4l1ih01Q5O3TjMPndgy6Ygek5\
    Aa9C5Yx4svB_OCJwQ6BAnbRBZc58F4tD2sI0TsP1Wl9gQYJ5H0C8NqtU8BL0D9KqgKjn9xqJJ-JhFZ5mLZ9MCk31JgGi\
    OjdSMeMKUu2ikE_GebTwII2aKpsmeYF5t2aWhO0";
