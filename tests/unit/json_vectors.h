/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_UNIT_JSON_VECTORS_H
#define VSLICE_AGENT_TESTS_UNIT_JSON_VECTORS_H

/* json_vectors: texts that are JSON (RFC 8259) and texts that are not. */
#include "agent/span.h"

#define N8  "[[[[[[[["
#define C8  "]]]]]]]]"
#define N31 N8 N8 N8 "[[[[[[["
#define C31 C8 C8 C8 "]]]]]]]"
#define O8  "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":"
#define X8  "}}}}}}}}"

static const struct vsa_span good_json[] = {
    /* roots of every kind, blanks of every kind */
    VSA_SPAN("{}"), VSA_SPAN("[]"), VSA_SPAN("\"\""), VSA_SPAN("0"), VSA_SPAN("-0"), VSA_SPAN("true"),
    VSA_SPAN("false"), VSA_SPAN("null"), VSA_SPAN(" {} "), VSA_SPAN("\t\n\r [ \t\n\r ] \t\n\r "),
    VSA_SPAN(" 1 "), VSA_SPAN("\ntrue\n"), VSA_SPAN(" \"a\" "),
    /* numbers */
    VSA_SPAN("[0]"), VSA_SPAN("[-0]"), VSA_SPAN("[1]"), VSA_SPAN("[-1]"), VSA_SPAN("[9]"), VSA_SPAN("[10]"),
    VSA_SPAN("[1234567890123456789012345678901234567890]"), VSA_SPAN("[0.0]"), VSA_SPAN("[-0.0]"),
    VSA_SPAN("[0.5]"), VSA_SPAN("[12.0340]"), VSA_SPAN("[0e0]"), VSA_SPAN("[0E0]"), VSA_SPAN("[1e5]"),
    VSA_SPAN("[1E5]"), VSA_SPAN("[1e+5]"), VSA_SPAN("[1E-5]"), VSA_SPAN("[1e005]"), VSA_SPAN("[1.5e10]"),
    VSA_SPAN("[1.5E-10]"), VSA_SPAN("[1e999999]"), VSA_SPAN("[-1.2e-3,4]"), VSA_SPAN("[1 ,2\t]"),
    VSA_SPAN("{\"a\":1}"), VSA_SPAN("{\"a\":1 }"), VSA_SPAN("1.5"), VSA_SPAN("1e5"), VSA_SPAN("-1"),
    /* words */
    VSA_SPAN("[true,false,null]"), VSA_SPAN("[ true , false , null ]"), VSA_SPAN("{\"true\":true}"),
    /* strings and escapes */
    VSA_SPAN("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"), VSA_SPAN("[\"\\u0000\"]"), VSA_SPAN("[\"\\u0041\\u00e4\\uabcd\\uABCD\\uFFFF\"]"),
    VSA_SPAN("[\"\\ud800\\udc00\"]"), VSA_SPAN("[\"\\uD83D\\uDE00\"]"), VSA_SPAN("[\"\\udbff\\udfff\"]"),
    VSA_SPAN("[\"\\ud7ff\\ue000\"]"), VSA_SPAN("[\"a\\ud83d\\ude00b\"]"), VSA_SPAN("[\"\\\\u0041\"]"),
    VSA_SPAN("[\"\\\\\\\"\"]"), VSA_SPAN("[\"{}[],:\"]"), VSA_SPAN("[\"\x7f\"]"), VSA_SPAN("[\" !#/0\"]"),
    VSA_SPAN("[\"/*\"]"), VSA_SPAN("[\"'\"]"), VSA_SPAN("[\"\\u2028\"]"), VSA_SPAN("[\"\xe2\x80\xa8\"]"),
    /* UTF-8: first and last of each length, around the surrogates, non-characters */
    VSA_SPAN("[\"\xc2\x80\"]"), VSA_SPAN("[\"\xdf\xbf\"]"), VSA_SPAN("[\"\xe0\xa0\x80\"]"), VSA_SPAN("[\"\xe1\x80\x80\"]"),
    VSA_SPAN("[\"\xec\xbf\xbf\"]"), VSA_SPAN("[\"\xed\x9f\xbf\"]"), VSA_SPAN("[\"\xee\x80\x80\"]"),
    VSA_SPAN("[\"\xef\xbf\xbf\"]"), VSA_SPAN("[\"\xf0\x90\x80\x80\"]"), VSA_SPAN("[\"\xf1\x80\x80\x80\"]"),
    VSA_SPAN("[\"\xf3\xbf\xbf\xbf\"]"), VSA_SPAN("[\"\xf4\x8f\xbf\xbf\"]"), VSA_SPAN("[\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"]"),
    VSA_SPAN("[\"\xef\xbb\xbf\"]"), VSA_SPAN("{\"\xc3\xa4\":1}"), VSA_SPAN("[\"\xf0\x9f\x98\x80\\ud83d\\ude00\"]"),
    /* structure */
    VSA_SPAN("[[]]"), VSA_SPAN("[{}]"), VSA_SPAN("[[],[[]],{}]"), VSA_SPAN("{\"a\":{}}"), VSA_SPAN("{\"a\":[]}"),
    VSA_SPAN("{\"\":0}"), VSA_SPAN("{\"a\":1,\"b\":2}"), VSA_SPAN("{\"a\":1,\"a\":1}"), VSA_SPAN("{\"a\" : [ 1 , { \"b\" : null } ] }"),
    VSA_SPAN("{\"a\":\"b\",\"c\":\"d\"}"), VSA_SPAN("{\"\\u0000\":1}"), VSA_SPAN("{\"a\\\"b\":\":\"}"),
    VSA_SPAN("[1,[2,[3,{\"a\":[4]}]],5]"), VSA_SPAN("{\"a\":[{\"b\":1},{\"b\":2}],\"c\":{\"d\":{\"e\":[]}}}"),
    /* the deepest nesting allowed */
    VSA_SPAN(N31 "[" C31 "]"), VSA_SPAN(N31 "{}" C31), VSA_SPAN(O8 O8 O8 O8 "1" X8 X8 X8 X8),
};

/* VSA_NOT_JSON: the first byte can begin no JSON text, or there is none. */
static const struct vsa_span not_json[] = {
    VSA_SPAN(""), VSA_SPAN(" "), VSA_SPAN("\t\n\r "), VSA_SPAN("<html></html>"), VSA_SPAN("<?xml version=\"1.0\"?>"),
    VSA_SPAN("\n\n<!DOCTYPE html>"), VSA_SPAN("\xef\xbb\xbf{}"), VSA_SPAN("\xef\xbb\xbf"), VSA_SPAN("\xfe\xff\0{\0}"),
    VSA_SPAN("\0"), VSA_SPAN("\0{}"), VSA_SPAN("}"), VSA_SPAN("]"), VSA_SPAN(","), VSA_SPAN(":"), VSA_SPAN("'a'"),
    VSA_SPAN("abc"), VSA_SPAN("True"), VSA_SPAN("NaN"), VSA_SPAN("Infinity"), VSA_SPAN("undefined"), VSA_SPAN("+1"),
    VSA_SPAN(".5"), VSA_SPAN("/**/{}"), VSA_SPAN("//\n{}"), VSA_SPAN("#"), VSA_SPAN("\\"), VSA_SPAN("\x0b{}"),
    VSA_SPAN("\x0c{}"), VSA_SPAN("\xc2\xa0{}"), VSA_SPAN("\xff"), VSA_SPAN("\x80"), VSA_SPAN("k7m2q9"), VSA_SPAN("\x15\x03\x01"),
};

static const struct vsa_span malformed_json[] = {
    /* what jsmn lets through */
    VSA_SPAN("{\"a\"}"), VSA_SPAN("{,}"), VSA_SPAN("{\"a\":1,}"), VSA_SPAN("[1 2]"), VSA_SPAN("{\"a\" \"b\"}"),
    VSA_SPAN("{\"a\":1}{\"b\":2}"), VSA_SPAN("{\"a\":01x}"), VSA_SPAN("{\"a\":tru}"), VSA_SPAN("[\"\1\"]"),
    /* two roots, something behind the root */
    VSA_SPAN("{} {}"), VSA_SPAN("[][]"), VSA_SPAN("[],"), VSA_SPAN("{}}"), VSA_SPAN("[]]"), VSA_SPAN("1 2"), VSA_SPAN("1,"),
    VSA_SPAN("true false"), VSA_SPAN("truefalse"), VSA_SPAN("nulll"), VSA_SPAN("\"a\"\"b\""), VSA_SPAN("{}x"), VSA_SPAN("{}\0"),
    VSA_SPAN("[]\xef\xbb\xbf"), VSA_SPAN("{}<html>"), VSA_SPAN("{}//"), VSA_SPAN("1}"), VSA_SPAN("1]"), VSA_SPAN("\"a\":1"),
    VSA_SPAN("[]:"), VSA_SPAN("{}\""), VSA_SPAN("{}\x1a"),
    /* not whole */
    VSA_SPAN("{"), VSA_SPAN("["), VSA_SPAN("\""), VSA_SPAN("\"a"), VSA_SPAN("{\"a"), VSA_SPAN("{\"a\""), VSA_SPAN("{\"a\":"),
    VSA_SPAN("{\"a\":1"), VSA_SPAN("{\"a\":1,"), VSA_SPAN("[1"), VSA_SPAN("[1,"), VSA_SPAN("[[]"), VSA_SPAN("{\"a\":{}"),
    VSA_SPAN("t"), VSA_SPAN("tr"), VSA_SPAN("tru"), VSA_SPAN("fals"), VSA_SPAN("nul"), VSA_SPAN("-"), VSA_SPAN("1."),
    VSA_SPAN("1e"), VSA_SPAN("1e+"), VSA_SPAN("1.5e-"), VSA_SPAN("\"\\"), VSA_SPAN("\"\\u"), VSA_SPAN("\"\\u00"),
    VSA_SPAN("\"\\u004"), VSA_SPAN("\"\\ud800"), VSA_SPAN("\"\\ud800\\"), VSA_SPAN("\"\\ud800\\udc0"), VSA_SPAN("\"\xc3"),
    VSA_SPAN("\"\xf0\x9f\x98"), VSA_SPAN("[ "), VSA_SPAN("{ "),
    /* structure */
    VSA_SPAN("[,]"), VSA_SPAN("[,1]"), VSA_SPAN("[1,]"), VSA_SPAN("[1,,2]"), VSA_SPAN("[:]"), VSA_SPAN("[1:2]"),
    VSA_SPAN("[\"a\":1]"), VSA_SPAN("[}"), VSA_SPAN("{]"), VSA_SPAN("[1}"), VSA_SPAN("{\"a\":1]"), VSA_SPAN("[{]}"),
    VSA_SPAN("{[}]"), VSA_SPAN("{\"a\":}"), VSA_SPAN("{:1}"), VSA_SPAN("{\"a\"::1}"), VSA_SPAN("{\"a\",1}"), VSA_SPAN("{\"a\":1:2}"),
    VSA_SPAN("{\"a\":,}"), VSA_SPAN("{\"a\":1,,\"b\":2}"), VSA_SPAN("{\"a\":1 \"b\":2}"), VSA_SPAN("{\"a\":1;\"b\":2}"),
    VSA_SPAN("{,\"a\":1}"), VSA_SPAN("{a:1}"), VSA_SPAN("{'a':1}"), VSA_SPAN("{1:1}"), VSA_SPAN("{null:1}"), VSA_SPAN("{[]:1}"),
    VSA_SPAN("{{}:1}"), VSA_SPAN("{\"a\":1,2}"), VSA_SPAN("{\"a\":1,}"), VSA_SPAN("{\"a\":1,]"), VSA_SPAN("{\"a\"=1}"),
    VSA_SPAN("[\"a\" \"b\"]"), VSA_SPAN("[[] []]"), VSA_SPAN("[1]2]"), VSA_SPAN("{\"a\":1}}"), VSA_SPAN("[true false]"),
    VSA_SPAN("[1/**/]"), VSA_SPAN("[1//\n]"), VSA_SPAN("[\x0b]"), VSA_SPAN("[\x0c]"), VSA_SPAN("[\xc2\xa0]"), VSA_SPAN("[\0]"),
    VSA_SPAN("{\"a\":b}"), VSA_SPAN("{\"a\" b}"), VSA_SPAN("{\"a\":\"b\" c}"), VSA_SPAN("{\"a\"]"), VSA_SPAN("{\"a\":]"), VSA_SPAN("[*]"),
    /* numbers */
    VSA_SPAN("[01]"), VSA_SPAN("[00]"), VSA_SPAN("[-01]"), VSA_SPAN("[-]"), VSA_SPAN("[--1]"), VSA_SPAN("[+1]"), VSA_SPAN("[- 1]"),
    VSA_SPAN("[1.]"), VSA_SPAN("[.5]"), VSA_SPAN("[-.5]"), VSA_SPAN("[0.]"), VSA_SPAN("[1.e5]"), VSA_SPAN("[1.5.5]"), VSA_SPAN("[1e]"),
    VSA_SPAN("[1e+]"), VSA_SPAN("[1e-]"), VSA_SPAN("[1e+-5]"), VSA_SPAN("[1e5.5]"), VSA_SPAN("[1e5e5]"), VSA_SPAN("[e5]"),
    VSA_SPAN("[0x1]"), VSA_SPAN("[1a]"), VSA_SPAN("[1-]"), VSA_SPAN("[1-1]"), VSA_SPAN("[1+1]"), VSA_SPAN("[1_000]"), VSA_SPAN("[-a]"),
    VSA_SPAN("[-1x]"), VSA_SPAN("[0e]"), VSA_SPAN("[0.e1]"), VSA_SPAN("[1e 5]"), VSA_SPAN("[1 .5]"), VSA_SPAN("[Infinity]"),
    VSA_SPAN("[-Infinity]"), VSA_SPAN("[NaN]"), VSA_SPAN("[1\0]"), VSA_SPAN("[\xef\xbc\x91]"), VSA_SPAN("[1\"a\"]"), VSA_SPAN("[/]"),
    VSA_SPAN("[1/]"), VSA_SPAN("[1:]"), VSA_SPAN("-a"), VSA_SPAN("-:"), VSA_SPAN("01"),
    /* words */
    VSA_SPAN("[tru]"), VSA_SPAN("[truE]"), VSA_SPAN("[True]"), VSA_SPAN("[TRUE]"), VSA_SPAN("[truee]"), VSA_SPAN("[fals]"),
    VSA_SPAN("[falsy]"), VSA_SPAN("[nul]"), VSA_SPAN("[nil]"), VSA_SPAN("[nullx]"), VSA_SPAN("[t]"), VSA_SPAN("[n ull]"),
    VSA_SPAN("[true\"a\"]"), VSA_SPAN("[undefined]"), VSA_SPAN("[nu\0l]"), VSA_SPAN("[true1]"),
    /* strings: control bytes and escapes */
    VSA_SPAN("[\"\0\"]"), VSA_SPAN("[\"\t\"]"), VSA_SPAN("[\"\n\"]"), VSA_SPAN("[\"\r\"]"), VSA_SPAN("[\"\x1f\"]"),
    VSA_SPAN("{\"\n\":1}"), VSA_SPAN("[\"\\x41\"]"), VSA_SPAN("[\"\\a\"]"), VSA_SPAN("[\"\\v\"]"), VSA_SPAN("[\"\\0\"]"), VSA_SPAN("[\"\\'\"]"),
    VSA_SPAN("[\"\\U0041\"]"), VSA_SPAN("[\"\\\n\"]"), VSA_SPAN("[\"\\\0\"]"), VSA_SPAN("[\"\\\xc3\xa4\"]"), VSA_SPAN("[\"\\N\"]"), VSA_SPAN("[\"\\ \"]"),
    VSA_SPAN("[\"\\u004\"]"), VSA_SPAN("[\"\\u004g\"]"), VSA_SPAN("[\"\\u 041\"]"), VSA_SPAN("[\"\\u+041\"]"), VSA_SPAN("[\"\\u004/\"]"),
    VSA_SPAN("[\"\\u004:\"]"), VSA_SPAN("[\"\\u004@\"]"), VSA_SPAN("[\"\\u004`\"]"), VSA_SPAN("[\"\\u004G\"]"), VSA_SPAN("[\"\\u\"]"),
    VSA_SPAN("[\"\\\"]"), VSA_SPAN("[\"a\\\"]"), VSA_SPAN("[\"\\\\\"\"]"), VSA_SPAN("['a']"), VSA_SPAN("[\"a]"), VSA_SPAN("[a\"]"),
    /* surrogates that are no pair */
    VSA_SPAN("[\"\\ud800\"]"), VSA_SPAN("[\"\\udbff\"]"), VSA_SPAN("[\"\\udc00\"]"), VSA_SPAN("[\"\\udfff\"]"), VSA_SPAN("[\"\\ud800a\"]"),
    VSA_SPAN("[\"\\ud800\\n\"]"), VSA_SPAN("[\"\\ud800\\n\\udc00\"]"), VSA_SPAN("[\"\\ud800\\u0041\"]"),
    VSA_SPAN("[\"\\ud800\\ud800\"]"), VSA_SPAN("[\"\\ud800\\ud800\\udc00\"]"),
    VSA_SPAN("[\"\\udc00\\ud800\"]"), VSA_SPAN("[\"\\ud800\\udc00\\udc00\"]"), VSA_SPAN("[\"\\ud800\xed\xb0\x80\"]"), VSA_SPAN("[\"\\ud800\\ue000\"]"),
    VSA_SPAN("[\"\\ud800\\udbff\"]"), VSA_SPAN("[\"\\ud800\xc3\xa4\"]"), VSA_SPAN("{\"\\ud800\":1}"), VSA_SPAN("[\"\\ud800\\\\\"]"),
    /* UTF-8: stray, overlong, surrogates, too large, cut */
    VSA_SPAN("[\"\x80\"]"), VSA_SPAN("[\"\xbf\"]"), VSA_SPAN("[\"\xc0\x80\"]"), VSA_SPAN("[\"\xc0\xaf\"]"), VSA_SPAN("[\"\xc1\xbf\"]"),
    VSA_SPAN("[\"\xe0\x80\x80\"]"), VSA_SPAN("[\"\xe0\x9f\xbf\"]"), VSA_SPAN("[\"\xf0\x80\x80\x80\"]"), VSA_SPAN("[\"\xf0\x8f\xbf\xbf\"]"),
    VSA_SPAN("[\"\xed\xa0\x80\"]"), VSA_SPAN("[\"\xed\xbf\xbf\"]"), VSA_SPAN("[\"\xed\xa0\x80\xed\xb0\x80\"]"), VSA_SPAN("[\"\xf4\x90\x80\x80\"]"),
    VSA_SPAN("[\"\xf5\x80\x80\x80\"]"), VSA_SPAN("[\"\xf8\x88\x80\x80\x80\"]"), VSA_SPAN("[\"\xfe\"]"), VSA_SPAN("[\"\xff\"]"),
    VSA_SPAN("[\"\xc3\"]"), VSA_SPAN("[\"\xc3\x28\"]"), VSA_SPAN("[\"\xc3\xc3\"]"), VSA_SPAN("[\"\xc3\xc0\"]"), VSA_SPAN("[\"\xc3\x7f\"]"),
    VSA_SPAN("[\"\xe2\x82\"]"), VSA_SPAN("[\"\xe2\x28\xac\"]"), VSA_SPAN("[\"\xe2\x82\x28\"]"), VSA_SPAN("[\"\xe2\x82\xc0\"]"),
    VSA_SPAN("[\"\xf0\x9f\x98\"]"), VSA_SPAN("[\"\xf0\x9f\x28\x80\"]"), VSA_SPAN("[\"\xf0\x9f\x98\x28\"]"), VSA_SPAN("[\"\xf0\x28\x98\x80\"]"),
    VSA_SPAN("[\"\xf4\xc0\x80\x80\"]"), VSA_SPAN("[\"\xef\xbf\"]"), VSA_SPAN("[\"a\xe4\"]"), VSA_SPAN("{\"\xe4\":1}"), VSA_SPAN("[\xc3\xa4]"),
    VSA_SPAN("{\"a\":\xff}"),
};

/* VSA_JSON_TOO_DEEP: one level more than allowed, and far more. */
static const struct vsa_span deep_json[] = {
    VSA_SPAN(N31 "[[" C31 "]]"), VSA_SPAN(N31 "[{}" C31 "]"), VSA_SPAN(O8 O8 O8 O8 "[]" X8 X8 X8 X8),
    VSA_SPAN(N31 "[["), VSA_SPAN(N31 N31 N31 N31), VSA_SPAN("{\"a\":" O8 O8 O8 O8 "1"),
};

#endif
