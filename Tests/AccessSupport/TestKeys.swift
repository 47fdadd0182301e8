// Private keys that sign the tokens of these tests. They are good for nothing else.

/// PEM texts.
package enum TestKeys {
    package static let rsa = """
        -----BEGIN PRIVATE KEY-----
        MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQC5P44GZR1L2vgM
        MEnQtgWgDpr7MMATm1p44/4kolFyqR4fY6nfqHgebiGvnjr5elDxujsjylJES3NL
        4yvTRJI0AwFapX2YS0Zb0QeCvG+cKx55aaclSDZll8i/G2hFP8l5sxQM8hiKKyiD
        AiKozu8C7kQ/59h66jmJK8ojarA2KH3amEBk2nUNpnWXAyaObCtNeRgmb07lxNZD
        plX3VeXy54Gt6W5lDQYPshlSVgVvUrk9/zQ+2J3TqhjSWnib6ozVJax9ucdyrVSL
        BSYKI2S8DYXyjdWN8JBraluXJ2tYjJDRMFHOzZSHZJzlaywEI0mOIOlmPC5beXKB
        DqJpVT29AgMBAAECggEAS3zckTqPD6QxRDZBPi2OaUTKXuXkv5ik63Js09zZN9I2
        li/0v1FVcYELdRcTjSoM5hQvmUwO7gmY+CmgaD0fHtbCrH+XiIHUMAIj/2BuUsM3
        bd5h4E1m7UtG4Kl4eg+eOFuDJitZWKRxo8ExAn0g5J7XbPs7OgtMWttfScNl/wsZ
        qCSLIXJ/Pqq/4ahisXXHCg8dboKlbObtw2Vd88VORrRZvlRfTToEbJIEI4MkObOd
        WSFLPBKLh0xeJULlLzL5f0PH0ZvIfPhJnA6aLYjAfKZmI5exuGJBGscmeuFD+kmy
        mik7/yJp3uMVPMWQ1zOFS+hdI20YJ9Rfe03OHHiX+QKBgQD8MsKyFMJicHCH2vKu
        qyifM1GdG6PguAmtABH6SIqIbdjV7Enw+Vvfd0Km8yq3MD7AiKVLnq/AEu4Wfbww
        KqcfkAKPhmylQRAsGGPWRt12EqHCkLl5Z6Lw+/smILop5vP+nGZdcfF6ESD2rmMB
        jvzOPNWimh4CJYycpmimI2IIxwKBgQC8Cm604u8OyauA6XrFqz1Usox7bd+UmmSd
        GK557MO3INc41aMd7h+t2KgI7orNcVQhE7BocxbKhm8nrjxyBmYQPx/JOtPyvJAn
        bamhPcWFFr+wf4JK2yGSMmiLUDNoBYJI+Lm27tk3zSkYYkt2WeJ5jyoZdU5a8UQh
        fViwz4npWwKBgQCSckdscXGPCAvQV+ukUe98wqgZuvsmerfjpa7Kz2TiZCcN0e/9
        5k7bLL2fhITBa1qFItQZXURhHJz0on6s2ZfCVDWocj6Ul3t0n5UZ0Hy5G4ijGrcZ
        MH0FwszMDyULP/lfWCJ5ELlQULH7jLghJ47Vk63ahfP2+ybzsA4Eq3c58QKBgQCv
        mM5o/MJg/NK7P0z26kILpfCqEqCHFOaADVxhX0gk6vYQjPAWMxhCL+A69weHch0u
        BkTmRRMzbPbAB2VK1c7ZvRjhwZ3LP2seZrnRaO3aqrO3DluNq7Rd4dTew7Y9nWdc
        3WgP/Fu8UEngC2qMysNC4P5fZ7wUENmerH72HdiboQKBgQDS1HLrhnAHEKi8wFP5
        Vn//TspCb25QRr/lbZAFLMWX/6EZ/5XpI8LDcdZsvkq8zlcqhu+muRtLMDnMT62O
        2LXC56f9BRr5CB9s3QH0dhOPBH5B8qxFFOyv29RMgJHv/Ruf67eprTyxFpaoxyNt
        rIr1i7I9d9f7/t5dr144Vl5WMA==
        -----END PRIVATE KEY-----
        """

    package static let otherRSA = """
        -----BEGIN PRIVATE KEY-----
        MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQCfB0GlNA/SXP7E
        XIsMVUKVyBO9qf6oCRLQqi+lYW8Pvhfor0+/hFzCTBRqQt25wST9qWwCMs1T6gQ9
        pDzPmPb/cZyjsQwV7kPNHZk+y/jwJH2rBmsKAWqmh8JxptXnc1iozUSL2Df3oJrH
        BMKcKIczYKZeMsFijXUFKcEj3by98L34v184kJ1OMvqAbC+3QjCpwBpLGSb/T1R8
        gNdnmEZaN6POpaUFPd78saafOvzhkz1NoguGtEmgqA3NjJgrlA5QfyVLzsQlWYVe
        zWbm6THC4svlmtfd65sYHcwAeRTxhv3bXinH9cwqFVwYKxtM3XKb+JEWdzEBioFR
        MkxYcyV3AgMBAAECggEAFgBgAaYpRjZdfPc8uZEWLDjJGmVpeQAAXWQeQWgwgGIR
        VrzicKG0X6E89dKYcHmbT4jgC5HRvHlU6t5NF3+XNJIYVMFK5cHYGYmtyPVZVIgH
        5uB1cKXvhmij6ytkzqezrW7wu9RHMfhDUaOD9SzaP65wdfnZrXPaq8MyGG82DKUJ
        Hp/fQW/XAbXKHRfwAxlkm0Chr2DCDIO31y5T77KfZOnBZ12c3llrlWypE7JXRL+k
        ZfIZSWSdfEPsxPrcr24odYypW7o4Zz4RWYGJo0swKNOOX6ZjU+4ggdPwhwtpDpQD
        ZrS/jzXLir04M0AWIzyRnrf0irS/IzMW+Jz/gAP6mQKBgQDKu4ghHGjaXTdDqECn
        xLDtJ3aFiasDUK89dL0CTaFWsC8geBkyV6OhHsw6JVwzOE//3m3lL6JgwGmmeeUt
        SH9Npa7r3PsM69c/0DhTyeTGQ9XSfk+mOQ+5qhZqkSNqeafJFJpoAFTmkaDe8P3m
        VfPSb2PGQUZUCAVs6UcEW6OhtQKBgQDI0Ai+grpI5bk6P/xns/XtWRZAwibdM6S9
        FC7r8TTvnu7W0sdk/E+7vU6VCeGj8Axnp/87cglUc6vlJCyi3ggUG5Pcs10LH7CA
        sQgDIzSaXWAP30SPO0c3AlStC/Opc79qO1b2foxZbPPpawssdPVnRiUsyXcrv/Gb
        fKwPvpjV+wKBgQCFU2dnPyPF19/sYs6ChtxEWtubXrpU588Xf5p91UfxltSnadRI
        Q1KdN3/gDYnhNXuHLmTfgMAtGN1iWm/Zo//0tK2g+CcyjDd3BBzHHdOSgDIyyFbh
        Xk11MOKlGuZLs84gc6hIFU/Agq1lcN/Jh2VeU1sumucBhHTs9015FDs8sQKBgQCf
        xNSQLpZj1VIvxCTfpVCvDEgmMdKV/7a8MMi8M+a4Fy1TgdPextfxOMbC0V/S/PQB
        rKnm8+30YSuMXeGdmyW2SdK0r4gBh674VOFZDbOWdWAugKadhr48SAByxaWRVmQe
        8yNXbovfwk21ktMLBesRxb9iCNBl4Isr+F81D6Gt7QKBgQChmwJxRtctbDZ/Fwx4
        tEJm4/nt+YVG2edOM0BEWwcVI9cBkLD3WSJyqd1HvRxHLR7YJ6WR27/tJLIFPHys
        XFH9N/XPQ0+wLasv494zVlKaEBzOCDz1gdBptXtATk4XPLdJMG4yBbAm757rgxQx
        WsXEKzPwQcz+ZZM1C+DZa+cleA==
        -----END PRIVATE KEY-----
        """

    package static let weakRSA = """
        -----BEGIN PRIVATE KEY-----
        MIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBAP405HbBNuZV1sqh
        vezed+u0w27RGaqO5yrdRDy/dXIfXH4sH8DCFV6FueV4cpryynIKG9yCirsK3tcn
        pQPp2Xdpj4rBWzxcEkSWQc8uVOQ9PvHuhdYcJHhi2BzbQZIGjLgjX/caMpAceR7k
        L2+iiZksfotlMJuDFbvwYyKKTy8hAgMBAAECgYAuBrGe9tjT15LuWV6j9pvL54zD
        EcUN5pXgYvOp9Bh1s0vx5FdTdVCdLqU78RT/DRqujzoAMPqhZxR17E2qabrf0bJY
        uLyDGspG5YpoN9hFcutSqnsg1w/xPiPdV8SGoPrk62svKRa8Ss12SJzQoP+AZoO/
        DJRrFPvuY0Tm8A4D4QJBAP9YHJgk7itzKj+Xn3Kc6TrLs4U10M3F3YC4uVX7xg7v
        e4MtRnq2oo/2d8I8HiHr1/K7byuazr9V+5inOA1M00UCQQD+3Ahkuv2Peagg36cT
        mgHuSH4aT+fq+1BSJ8VNkh4s/8pGiH/yEpKaEHVhfAd2sHN4wXrivR2NL/5+aRD/
        0JwtAkBKI/Zhgs+Y1B6fSlIkwETEKqNceWzAYsRW/MvrmGhAq+6L/xhoxyDadjD9
        t+Dz7nvMYfn8ij2ftsKP53XR/s2VAkB9EDyOMbR705dNinLSi6Cm7avz/YIxLWIc
        7qdDiZCFRIBeXF1szPBj6e+wBs0i0TPY7hj/aw41WnfoUGanIheBAkAVnOEuAgfe
        jVZOiA0q9yqXwKEZWiyXe7lmJCR37ucJd4ZivzBaA+1ethtil95Cs8drNYZtnDq0
        zuZBidKJIDo7
        -----END PRIVATE KEY-----
        """

    package static let p256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgq9VTyM6QGRAjdyYx
        ILFNjW5Ka/oH6OBs2wIhpBFEaP+hRANCAAQZtdDG9gvYnSFkSmVJKqq3KNp9rj2L
        nx2Rwwqa/AYn726nlbFEpLwQ6WjlksxKQ8ZvC85etmD9YM5xIlghq14C
        -----END PRIVATE KEY-----
        """

    package static let p384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDC8y2iKz4HyPlT7oifs
        sKQ9UpP2F9rsePIPwhQb1gYabFKSbIbhpZPgGRSDt4rpRl6hZANiAARLJYwac9L+
        KXnxAQ3uIu+PV3q/x4pa/f6dgoOvxvZstwGV/1JleDW9E8bzHkDY24d9FPORqhXy
        mgCLjgSkUUd9x3R78oAmcL56OLUgp5oAvr/BgbTyFU/vPEjG5L3MUxw=
        -----END PRIVATE KEY-----
        """

    package static let p521 = """
        -----BEGIN PRIVATE KEY-----
        MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIBSJT6XCVOKqfg2Lfc
        LokW8/2E9r13QgDKFn07FfXPQq/A8ZmJgxiUjGYSQKjjKI2/I8AYmW8ljbwS3zrM
        2ifd+JihgYkDgYYABADBTCTHknTs0kaZV0SObGBGvSYrhem9EaThkOUbGLX/IGj1
        NAX+z1sPOY2DQKdR8ZTENyeuge0jyTtUeJkVWKftAwA4NbVtOmbf54Pmhws5cdkQ
        tJg1S3rJAiQAzXb7im9D5dVs4yOSjQzqXtFRyIChE0sG0H2GooZeefneNvjcNND9
        Pw==
        -----END PRIVATE KEY-----
        """
}
