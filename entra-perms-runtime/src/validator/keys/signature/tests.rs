//! Each backend that is compiled in takes the same signatures, and refuses the same.

use serde_json::json;

use super::*;
use crate::validator::keys::KeySet;

/// What is signed.
const MESSAGE: &[u8] = b"entra-perms 68";

fn bytes(base64: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(base64).unwrap()
}

/// Fails unless all backends agree that `signature` is good, or that it is not.
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
fn each_backend_that_is_compiled_in_works() {
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
fn a_backend_that_does_not_work_is_found_out() {
    assert!(!tells_signatures_apart(|_, _| false));
    assert!(!tells_signatures_apart(|_, _| true));
    assert!(!tells_signatures_apart(|message, _| message != b"entra-perms"));
}

#[test]
fn only_the_good_signature_is_taken() {
    let (modulus, good) = (bytes(MODULUS), bytes(GOOD));
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
    expect(false, &[&*good, &[0]].concat(), "one more zero behind");
    expect(false, &good.repeat(2), "twice");
    for byte in [0, 1, 0xFF] {
        expect(false, &[byte; 256], &format!("all bytes {byte}"));
    }
    expect(false, &modulus, "the modulus");
    expect(false, &bytes(ABOVE_MODULUS), "above the modulus");
}

#[test]
fn no_other_padding_is_taken() {
    for (signature, case) in [
        (SHA1, "SHA-1"),
        (SHA512, "SHA-512"),
        (WITHOUT_NULL, "without `NULL`"),
        (WITHOUT_DIGEST_INFO, "without `DigestInfo`"),
        (GARBAGE_BEHIND, "garbage behind the hash"),
        (BLOCK_TYPE_2, "block type 2"),
        (PADDED_WITH_ZEROS, "padded with zeros"),
        (PSS, "PSS"),
    ] {
        expect(false, &bytes(MODULUS), &[1, 0, 1], &bytes(signature), case);
    }
}

/// What [`KeySet`] holds to be usable, all backends can use; else every signature would be wrong.
#[test]
fn the_largest_key_that_is_used_is_one_that_backends_take() {
    let key = json!({ "kty": "RSA", "kid": "large", "n": LARGE_MODULUS, "e": LARGE_EXPONENT });
    let key = KeySet::read(&json!({ "keys": [key] })).find("large").unwrap();
    let (modulus, exponent) = key.numbers();
    expect(true, modulus, exponent, &bytes(SIGNED_WITH_LARGE), "the largest");
}

/// Most of these are no key of [`KeySet`]: this is so that nothing hangs on its rules.
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

/// Of a key made for these tests; its private half was thrown away. Its exponent is 65537.
const MODULUS: &str = "\
    zqIvpm6dYtVz15CEc7IN8PDePoLCmmiKA-8Acuf13XNM0-pe1USqLwABhYpegoQM1Y2n49jYqMDXOX1h6tdaVUcp1V8ui5nxH4B96K3_\
    t9I93zUeHJXHJ6lO98CoQNEyGsiO-Y237gUUdaVz2AtS7weybEzroskMJYjxfQh3m4-qG5qyQjkpX301kNqALMIo6nyACrvMjLmwsOnE\
    rmSlXYiIk3XRH0KFWXHh1Z8w1U_NnPhGuOiJsiuED06GXJaooc5mKIcIw4CalH-Tk_bX28d4uDEr2UqzPanZq0E3YWXqMqXMEZCvBNdw\
    t635lMNwFGgpXqjmFK979DETceSpRQ";

/// As RFC 8017 has it (section 8.2). It begins with a zero, so that there is one to leave out.
const GOOD: &str = "\
    ADH44awLvSTlFTYGCXm0sQXtD9kDUKSDWYdCuAhPxzMy5GeoiAZaivDFnGpr9yyXyHk81-CtgqIFEyIRis5GGIatplxDZOlgswiRUY1U\
    OYkZwwCA5AAUR-LROlO18gjIFPZcuL4SMrebJo7isNiIvOw5tTvbx-fcGhdZbxg9Cu6c7EkuRyidOjI3OJ3wIp-XJgkLisHaTpmERn80\
    MxMczRp56u5y0UbhJcVB0px2cNUGCQWzLxthcAkK41DZzzxEj5NrrUTiAOXp_oRf5di31gqVUpusJFJDMlrHKLUBYmN4DZgdSGgDjNFv\
    RtR8Qs9uabSHfpVJ35GsteonHAgS_A";

/// The good one plus the modulus: the same number to whoever computes before comparing (section 8.2.2, step 2).
const ABOVE_MODULUS: &str = "\
    ztQoiBqpH_pY7MaKfSvCofbLTlvF6w0NXXZDKvBFpKZ_uFIHXUsEufDHIfTKebCkngbku7mGK2LcTJ9zdaWgbc3Xe7tx8INR0okPOjtT\
    8VtXojWfAJXbb4wgMhReMtn6L77rskvKILyvnDRWiOPbq_PsIYjHarDoP6BK7CC0pn5HB-PgiWHGma9syXhwT2HAEIWLlX2m21M092j4\
    4XfCKqMCfmRD8IlmfzcjqDunRiTTpf356APrIjSO8p9gK9LtMWHR1cvqxGaEkwPzec-PsdIOCszX_Zz2cASg0_Y4w8liQD3pWfiykajf\
    _oJ115Lefhyw3T4v9EEoqhs6jey8QQ";

/// `DigestInfo` of SHA-1.
const SHA1: &str = "\
    B-ZPa65ekJXL_TxuvlwB8v37cVAUUW7QJcwoXCISSiMlS22PVhbuxj9cEI1xFVHA1iwIDDiqJIytXVEHKzUhjOCdkncSsHQujq0uEeHo\
    VPtdQdjiLzFH8pWH1-RhKBUy_eoqUm43KCNlc2dxqH3sjBCR3jvAVA9DBBRDJq2zyW0CQD6eB7T4jeWUrKztWFpXjX2_v-n2X_QpRKco\
    TnQca6qDZJUZs-hEHgg7VBiSxx4x2KzPsIZmyUqQMoKmI6a7_gvL2NQM8b1iiFeACLg1ZkI41FUiCTPoivK17O8QuD0G8MimPl6qbhzh\
    ZxKsgN4IgkxCjs1Nvgeup1438feKeQ";

/// `DigestInfo` of SHA-512.
const SHA512: &str = "\
    CMqXt68QJl3B_SeTkeHgX8ZSZ5Gd2xez2AeMTSdUtNM5Hi87ficWBTfo4waqSXx3DSWh237czIVLka-Vwvqzg8JjW_hdiK0xYSYWbevx\
    B-FvHBRsaFeUNKQokbcXNZOx4qzklVoojXSUgPqn9o5K-n9IwrtpGazKp8YHgGuvCnzxiBmU22my93Di-FDqvuwp2uena1oq_zSL9xcm\
    oI7PhYp2Z4IlzGMdPhMezu68L6eWJk-Y-n4x5cuwt7cEsAycnb-tUmrimM4CYm87iijDjOy4o28Xtz_rULrlyZSUNkQ9onRqYcYSSGWN\
    sp7Ig2fB6icpHbGs_9ykPAndWPCRmg";

/// `DigestInfo` without the parameters, `NULL`, of the algorithm.
const WITHOUT_NULL: &str = "\
    g0VDBcXAITGEOnkmI6ECJLtQmZEoLI57P7y_9tHUwmAP5Qlw-mwof7vX8TASbyQE5mB6-Q0kuZv9snJNQktk4IPaOoCnNmUtFjTcjfgy\
    axl5OfnfP7wSMShdqdbxTUHuC1W2_lmu1SolDBsod4Lrq7FlVd0GFowGwf1ZUQ0-8Llfl3NCqQs6QEuRX534-_8n8MAHgDIF-7IYrU7-\
    Hw7wzYXh6rhpCwdkWtBAGpagEYEbgSPop15zatHPfNX-V_GVFrXVLuE60xCa2Y4HVck4tVOxAd4izlECUw2hgBURG5D4EwiLhpGbKoNx\
    TTRaDUx5clzCpFeMZkxGG4-chLpF_g";

/// The hash alone.
const WITHOUT_DIGEST_INFO: &str = "\
    IIsOrMibeZk75aLGd8FjE2StA7un_5Jv7FNEn0GrjImdIj7bw10P_8UQS_XUuroqIMhoXdzDRH1CcfdAVzyLe7Ybnvh_Fj5g8OJEmoUH\
    hcuefJFn8sJfsK1Ndcpiq8ERWBl8EpLRAeTPOqvP7I6eXMVugAm7mlFkgEn0qXPJ3QHYRCxALVRvtXSG9Fx_LwKXOFsk9dElg-efIeSq\
    DzgY8kHZQHtYMXKko5VxR3ye45t3poi0hNKmMI_zgRC70A62vLPULQery3RiVXiJp8s042esR61A7-23wiHqCYFxW5M3iu8zRgy6noIh\
    z9LvXFxvLbgYx3goFx3cCY6qiC8vrA";

/// Eight bytes of padding, and garbage behind the hash: what Bleichenbacher forged where the exponent is 3.
const GARBAGE_BEHIND: &str = "\
    tEhs9PzvV_TPW_daltoWGRYCCO0So2z2VoQORXRJKwXtEaNoX64Wup63zVpToF-WdbUv6gAUah0lrcUAzQs431SH9zcq_xrgbY8XAbfL\
    abYWQHyl7QNKJOOwbcB8ciIaHXXCXgmr6zmSLqXD6FwmbeAXpaXUA75npPasLa1tlqx56VfiDvM0Drkchcb26j68CFsqvLZUFtthHf0S\
    6tCuURCFDqlZSnJo46rQvKDj7UMdSB6MfSdzIjNkxM41IUqRQEAl0nxBuReX3cA_7qQpvqGWvNkPY3PJdAgakRcA8VLKluYLv34i6S1E\
    1uPyUUqpaXs09RJd6ftJxmuVsSllJw";

/// Encryption's block type.
const BLOCK_TYPE_2: &str = "\
    FXv_KtxIQ-8xvHbqbI2yQ3ORl3UL3dBxv0N52Cd9vYYzlPPiyrFoD87cKlxlw9OG73QFLax_DxzP1DlM_Pw7BDKaHpF_NsU6OA1CTLj6\
    TuQy3yfuN8K6ZvrsLCNLESKNkxrQFVWtmEBYsSTy9_tXzbF853DJthIGrKNDgIHTai7K1COlqinBsSgYC6NAFfRHfvKCIJoWqPvVyt_7\
    pzgv2aNH-i1IbMmBK0UpwSQwOlhjGfTeJtSkQEkdQAGfidjt3ZbUr4DCpBEMaCQGwXaNwWeOVQaXw8FqhisUwe0kWoer5GZfiW1RqLAw\
    3o523kDz3512PknLIvFCKXlqyui_7g";

/// Zeros for padding.
const PADDED_WITH_ZEROS: &str = "\
    gfoI3yjy6lHrvAMRepNPQ7KIjHzUNITd54H-u93nQRLVi9-VRB5MUqlrDD2VaSirXzVBTisECYt7jXeVWWcgD3lS7obeyOniJgnqTM1M\
    UyWZj-h_h9LT94lEX6I6U6VYmdKpN67OP3Dl-F0NUXHnnrw_dQdoshc6-Pziq_d9Y-oY13Tn0oAiA7Igjz9HlggTrAewWuJcsGZT54wW\
    jQgNR6cE85RLSvx6--w6cJn2c3fcWn3JvMeAUhiwpVSdYCQh76jAIL0AO7IsM_6F0lhq81pkJCHkXUnBbUFQ2TyGoQlLjYsiM8XNW4hs\
    9uUJdWBd2BVeopK_3G_RxI0iDRDirg";

/// RSASSA-PSS with SHA-256: PS256.
const PSS: &str = "\
    u8JwLSM7RAODJBFPZ9sH4GEYelgVW9nMdfffof50Kr0RSM0gBtQcBJ589g-KdsTbGZYr95aDRgc75wVJ5OAocqMfHlRu7RNxjuUqnJZB\
    wRKrSk3aoYZEMdRLElDCad9QSe1XoDVSQOzTIX2fBGWexKHka3MKQvy-lfROfbDc09etD5nkP5TYXAA1TRKK_q8DzK9MVCRWkcd--3Go\
    _sDRWnBe7neCXc-l-RDjoMHGki61deZOgllpkRrRIz-2BSvPRQWFmtYYsLZoh3ZrHTNKEdwLh23a5MwGdIvRQ4VpynwFWKPoiCekPeXr\
    j1mRh_rv83NhAw_cchfmMQm3fW4zAQ";

/// 4096 bits.
const LARGE_MODULUS: &str = "\
    xizQMEZTSXXNHV5cdF1c-YeplzpuMPh_lEfPV36qVYmJquCLvZeM60m0B4QPT9MVA67U6M2qW9ujx3hr1SOu7L9JH4CL32eTCO6iLuaw\
    xSie8FEj7sM6KZ0yOvK8URyk7gO1BGbFWbaigNKRQegn0ienZ_J-N3adMqykV76pmIroesIruAWjFxvmDZwwEJm3dSmgtdbOb8XGobfG\
    jn72Y7ElHRALNGR2w9DE_XWq54LwVWBFwafnRsUgTsdfLrtCVxOuxAwSgM9Id7bgWgAtpNaaKliTGLSQORuJ8eLMOAQ_UdpGPoXYbiaW\
    QM1PXSBjV5zLb0ZWeYOTwg9PU8q_3pwy8RjhpPTLa-EDzwmFD-jbKKOsJcWGdZ1U_Iwy5ZXnnvK-wC-Iwvbw0I7coDCerg3auUwKBxcu\
    aeR2jGLWTZNVT_OmoERh3yOUnBh1Mr3dKMbMZUf8OJEVwACOxwgqAToz8gz-5KWMXlkCPtnBqnxtHSSk_xygGjoP9KxvjxFECad76yUX\
    uJsZPDV1_odAY4zRhGS8ENu8rfk7qdB-58lVkiLYEHH4zT3GNS2ItAT9jNgSec6MHQigbNf0l0SQC-YezY0noCGfrYeBtmbg34CLod-z\
    g-lPKUoauzMHuZwQi3mdlDljO2e9B3WVMqleNstxgm1SDcPA-xkP9PzZsx0";

/// 2³³ − 1.
const LARGE_EXPONENT: &str = "Af____8";

/// That key's, over `message`.
const SIGNED_WITH_LARGE: &str = "\
    Hrv9IBEkQtOqQ45YsE42Lhh0AChWl131WYxC9HFLDxw7gW0Q_mQpAgEHMPd718BR9fml_ipZhOxa2Vt0BgxdEHE4DqoN3IjlUQbkCgFh\
    OU1R1jv7ojttKKq9OwbzXN4nqe4t4fhCIC0Ip5-LCXx2teMzaNxLnDeZeoGUS3yLU0z5CLa5bIrtttyuZQJGN4e6sc5-QFfQ7Cr0FMQO\
    8AlFkvMWGjRB5yrxhH21Mu_QEGvKHRr0Urx7Giqm8fP-uUWUCQYgmFNlrVAzXoXw0Qh-C_HU7S-otrvasYU6eskpiYS04ZEXhaoT2JHk\
    dIm3A65ltqzKd1osW9zap7KYMPllbz9HE_b1skTZU-ZInaW--bVMJVWgZedVDhcSFsS-MuRfygL97JC-3EJ7x7YuYDBeU5dnlwHuKp8C\
    ILGZBC41_dn3a_W480ntswWZshOw7oYmRnieT5t4RzNXKbY7EKsFimf4m6udKjsQHtCk8te2QqBEgoG2k6ky4WDaMFLEUG8NH41EAAsf\
    dZA0uTE4l1ih01Q5O3TjMPndgy6Ygek5Aa9C5Yx4svB_OCJwQ6BAnbRBZc58F4tD2sI0TsP1Wl9gQYJ5H0C8NqtU8BL0D9KqgKjn9xqJ\
    J-JhFZ5mLZ9MCk31JgGiOjdSMeMKUu2ikE_GebTwII2aKpsmeYF5t2aWhO0";
