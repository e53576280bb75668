{{ stage('fred__reserves_ex_gold') }}
