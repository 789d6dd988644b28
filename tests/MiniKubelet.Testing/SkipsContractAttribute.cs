namespace MiniKubelet.Testing;

/// <summary>Tests of an inherited contract that this class cannot pass, and why: they are reported as skipped.</summary>
/// <param name="reason">Why, in words.</param>
/// <param name="tests">The names of the test methods.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class SkipsContractAttribute(string reason, params string[] tests) : Attribute
{
    /// <summary>Why, in words.</summary>
    public string Reason => reason;

    /// <summary>The names of the test methods.</summary>
    public IReadOnlyList<string> Tests => tests;
}
